"""What gunicorn is told at its start (`--config python:goals_tracker.server`).

Its command line overrides this.
"""

from goals_tracker.serving.worker import Worker

wsgi_app = "goals_tracker.wsgi"
worker_class = Worker
workers = 2
threads = 4
loglevel = "warning"
control_socket_disable = True
