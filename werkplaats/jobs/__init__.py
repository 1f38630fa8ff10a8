"""Work that runs outside a request.

A Job walks queued → running → done | failed; a running one whose lease ran out is taken again, three times at most.
The table is the truth. Huey only wakes the worker after a commit and ticks once a minute; it may lose or repeat a wake
without harm. This package knows no task by name: features register theirs in their `work.py`.
"""
