"""The mails of an edition that its organisers set: when automatic ones go, which words they say, and free letters.

A MailMoment belongs to one day of its edition: with another day the standard moments hold again. It went once the mails
about that day are all in the outbox. A Letter walks draft → sent; only a draft can be changed or removed.
"""
