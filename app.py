"""What gunicorn and `flask` start."""

from werkplaats.application import create_app

app = create_app()
