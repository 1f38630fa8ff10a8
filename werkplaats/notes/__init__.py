"""Notes: what people learned, on cards, for everyone, and what others say to them.

A Card walks draft ⇄ waiting → published ⇄ hidden; one through the code of a slot begins as offered, and waits once the
host has let it in. A hidden or waiting card that its author changes waits (again). From each of these its author may
take it back: it is withdrawn, its words are gone, and it never returns.
A Response in words walks waiting → published ⇄ hidden, and may be taken back like a card. A recognition is there at
once and goes when it is taken back; a report waits until it is done.
Public pages and exports read cards through `queries.published…` and nothing else; `harvest` chooses and searches in
what comes through there, `index` holds the words of it, `search/` says which words are near.
"""
