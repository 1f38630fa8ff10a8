"""Search, without a database: how texts become words, which words are meant by a word that somebody types, and in which
order what was found is shown.

All of this happens here and not in the database, so that every database gives the same answers.
"""
