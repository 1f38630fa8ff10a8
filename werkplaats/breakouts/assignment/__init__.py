"""Who goes to which breakout: a pure, repeatable calculation without Flask and without a database.

`problem.py` says what is asked and refuses what makes no sense, `kinds.py` brings people together who are
interchangeable, `solver.py` finds the best plan level by level and proves each level with HiGHS (the only
file that imports it), `plan.py` is the answer, `conflicts.py` says what collides when there is no answer,
`explain.py` says why a person has these places, and `check.py` counts a plan again without believing the
solver.

As a command: `python -m werkplaats.breakouts.assignment < problem.json > plan.json`.
"""
