import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goals_tracker.settings")

application = get_wsgi_application()


def look_after_work():
    from django.conf import settings  # noqa: PLC0415 -- needs the line above

    from goals_tracker import starting  # noqa: PLC0415 -- needs the applications

    if settings.WORK_IN_WEB:
        starting.keep_looking()


look_after_work()
