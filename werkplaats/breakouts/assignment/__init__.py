"""Who goes to which breakout: a pure, repeatable calculation without Flask and without a database.

`problem.py` says what is asked and refuses what makes no sense. `kinds.py` brings people together who are
interchangeable, `levels.py` holds the rules and the eight levels in their order, `ladders.py` the price of luck.
`solver.py` answers them with HiGHS (the only file that imports it) and proves each. `plan.py` is the answer,
`conflicts.py` says what collides when there is none, `explain.py` why a person has these places, and `check.py`
counts a plan again without believing the solver.

As a command: `python -m werkplaats.breakouts.assignment < problem.json > plan.json`.
"""
