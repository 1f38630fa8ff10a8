"""How fast and how big Werkplaats is, as ratios: `python -m bench`, or `make bench`.

Each measurement has a file and returns rows of one table; `__main__.py` holds the list of them. Beside our pages
stands a bare Flask app (`bare.py`), beside registering the smallest honest form (`smallest_form.py`), under the same
server with the same options (`server.py`). What counts is the CPU time of the server processes, which the load
generator on the same machine does not disturb; requests per second do suffer from it.
"""
