"""What an operator does with the data: bring the tables up to date, keep a copy, put a copy back.

Only the `flask` command loads this. A web process has no use for it, nor for the migrations behind it.
"""
