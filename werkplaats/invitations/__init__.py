"""Invitations: what one person's calendar should say, and telling it when that has changed.

Whoever changes something about a person's day only marks it (`steps.tell`). The worker derives the day as it is now
(`day.py`), compares it with what was last told, and only then raises SEQUENCE and queues one mail (`actions.tell_due`).
So three changes at once make one mail, a change that was taken back makes none, and nobody else is disturbed.

A CalendarObject walks never told → REQUEST → CANCEL → REQUEST …, its SEQUENCE one higher with each step.
"""
