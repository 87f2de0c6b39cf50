from django.apps import AppConfig
from django.core.signals import request_started
from django.tasks.signals import task_enqueued


class GoalsTrackerConfig(AppConfig):
    name = "goals_tracker"

    def ready(self):
        from goals_tracker.tasks import launcher  # noqa: PLC0415 -- needs the models

        task_enqueued.connect(launcher.after_enqueuing)
        request_started.connect(launcher.at_first_request)
