"""What we hold of people, and how it goes again.

`columns` is one table in code: every column of every model that says something about somebody, with why we have it, who
sees it, how long it is kept and what is left of it after erasure. Everything else here comes from that table: what
participants see of themselves, the privacy page, the record of processing, erasure, and what the worker removes every
night. A registration that is erased stays as one in a count, and never walks on.
"""
