from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.tasks.signals import task_finished
from django.utils.autoreload import file_changed

from goals_tracker.backups.signals import restoring


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self):
        from objectives.models.member import found_elsewhere  # noqa: PLC0415 - needs the models
        from objectives.reminders import digest, todo  # noqa: PLC0415 - needs the models
        from reviews import checks, tasks  # noqa: F401, PLC0415 - needs the models
        from reviews.models import people, table_version, triggers  # noqa: PLC0415 - needs the models
        from reviews.pages.todo import (  # noqa: PLC0415 - needs the models
            for_reviews,
            news_of_reviews,
        )

        found_elsewhere.append(people.found_in_reviews)
        todo.sources.append(for_reviews)
        digest.team_sources.append(news_of_reviews)
        task_finished.connect(tasks.settle)
        tasks.engine.swept.connect(tasks.settle)

        # After every migration, since SQLite drops a table's triggers when it
        # rebuilds the table.
        restoring.connect(table_version.raise_after_restore)
        post_migrate.connect(triggers.install, sender=self)
        file_changed.connect(forget_pages)


def forget_pages(**kwargs):
    """A file has changed in development, perhaps a template."""
    from reviews.deck import deck  # noqa: PLC0415 - needs the settings
    from reviews.publishing import page_cache  # noqa: PLC0415 - needs the models

    deck.framed.cache_clear()
    page_cache.forget()
