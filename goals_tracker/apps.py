from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import pre_migrate
from django.tasks.signals import task_enqueued

from goals_tracker.database import one_way


class GoalsTrackerConfig(AppConfig):
    name = "goals_tracker"

    def ready(self):
        from goals_tracker.tasks import launcher  # noqa: PLC0415 -- needs the models

        pre_migrate.connect(one_way.refuse)
        task_enqueued.connect(launcher.after_enqueuing)
        request_started.connect(launcher.at_first_request)
