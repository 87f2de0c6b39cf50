from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self):
        from reviews import checks  # noqa: F401, PLC0415 - needs the models
        from reviews.models import triggers  # noqa: PLC0415 - needs the models

        # After every migration, since SQLite drops a table's triggers when it
        # rebuilds the table.
        post_migrate.connect(triggers.install, sender=self)
