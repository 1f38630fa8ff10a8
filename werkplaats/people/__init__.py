"""People who do something on the day, over all editions: speakers, hosts, note takers, chairs.

A Person walks invited → draft → published ⇄ withdrawn, an Appearance invited → accepted | withdrawn. The
public sees an accepted appearance of a published person, and nothing else of them.
"""
