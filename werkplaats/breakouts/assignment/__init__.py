"""Who goes to which breakout: a pure, repeatable calculation without Flask and without a database.

`problem.py` says what is asked and refuses what makes no sense. `kinds.py` brings people together who are
interchangeable, `levels.py` holds the eight levels in their order, `obey.py` the hard rules, `ladders.py` the price
of luck. Where nearly everyone wants something else, `wide.py` finds the plan another way: by a network of people and
breakouts (`network.py`), then round by round (`rounds.py`). `search.py` says what both ask of a search, `solver.py`
is one with HiGHS (the only file that imports it) and proves each level. `plan.py` is
the answer, `explain.py` why a person has these places.

When there is no plan `conflicts.py` says what collides, `relief.py` the least that would help, `minimum.py` what can
be done with a breakout that stays too empty; both speak in `changes.py` and count with `crowds.py`.

`check.py` counts a plan again, and `verify.py` says what in it is not so, without believing the solver. `document.py`
reads and writes the files, `terminal.py` is how the commands behave. For programmers: docs/assignment.md.
"""
