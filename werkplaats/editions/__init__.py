"""Editions: the yearly symposium itself.

An Edition walks draft → published ⇄ cancelled, or published ⇄ archived. Next to that state stands its phase, read from
the clock: early, live, past. Only a published edition (or an archived one, for its harvest) is seen by the public.

An Article walks draft → published ⇄ withdrawn; only a published one is seen by the public.
"""
