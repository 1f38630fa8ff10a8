"""Notes: what people learned, on cards, for everyone.

A Card walks waiting → published ⇄ hidden. A hidden or waiting card that its author changes waits (again).
From each of these its author may take it back: it is withdrawn, its words are gone, and it never returns.
Public pages and exports read cards through `queries.published` and nothing else.
"""
