"""Werkplaats: a platform for participative symposia.

This package's root imports nothing, so that its pure parts (the calendar text, the assignment) start fast and
alone. The application is made in `application.py`, the worker in `worker.py`.
"""
