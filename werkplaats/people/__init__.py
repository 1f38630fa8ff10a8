"""People who do something on the day, over all editions: speakers, hosts, note takers, chairs.

A Person walks draft → invited (asked to write) → draft (has written) → published ⇄ withdrawn, and is published as long
as they agree to be named anywhere. An Appearance walks invited → accepted | withdrawn. The public sees an accepted
appearance of a published person who agreed to be named there, and nothing else of them.
"""
