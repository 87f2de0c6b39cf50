import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goals_tracker.settings")

application = get_wsgi_application()

from goals_tracker.backups import in_use  # noqa: E402 -- needs the settings

in_use.hold()
