"""The programme: rounds in order, plenary items and breakouts in them.

A Slot (one breakout in one round) walks planned → cancelled; it keeps its uid, so that calendars can be told.
"""
