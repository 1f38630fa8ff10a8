"""Who goes to which breakout: a pure, repeatable calculation without Flask and without a database.

`problem.py` says what is asked and refuses what makes no sense. `kinds.py` brings people together who are
interchangeable, `levels.py` holds the eight levels in their order, `obey.py` the hard rules, `ladders.py` the price
of luck. Where nearly everyone wants something else, `wide.py` finds the plan another way: by a network of people and
breakouts (`network.py`), then round by round (`rounds.py`). `search.py` says what both ask of a search, `solver.py`
is one with HiGHS (the only file that imports it) and proves each level. `plan.py` is the answer,
`conflicts.py` says what collides when there is none, `explain.py` why a person has these places, and `check.py`
counts a plan again without believing the solver.

As a command: `python -m werkplaats.breakouts.assignment < problem.json > plan.json`.
"""
