from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ObjectivesConfig(AppConfig):
    name = "objectives"

    def ready(self):
        from objectives.mail import mentions  # noqa: F401, PLC0415 -- fills in mails
        from objectives.models import search_index, searched_text  # noqa: PLC0415 -- needs the models

        searched_text.connect(self.get_model("Objective"))
        pre_migrate.connect(search_index.check_support, sender=self)
        post_migrate.connect(search_index.install, sender=self)
