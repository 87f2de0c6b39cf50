from django.apps import AppConfig
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_migrate,
)


class ObjectivesConfig(AppConfig):
    name = "objectives"

    def ready(self):
        from allauth.mfa.signals import (  # noqa: PLC0415 -- needs the models
            authenticator_added,
            authenticator_removed,
            authenticator_reset,
        )

        from objectives.accounts import letters, second_factors, sessions  # noqa: F401, PLC0415 -- needs the models
        from objectives.mail import mentions  # noqa: F401, PLC0415 -- fills in mails
        from objectives.models import search_index, searched_text  # noqa: PLC0415 -- needs the models
        from objectives.reminders import messages  # noqa: F401, PLC0415 -- the same

        searched_text.connect(self.get_model("Objective"))
        member = self.get_model("Member")
        post_save.connect(sessions.after_saving_member, sender=member)
        post_delete.connect(sessions.after_deleting_member, sender=member)
        authenticator_added.connect(second_factors.after_adding)
        authenticator_reset.connect(second_factors.after_adding)
        authenticator_removed.connect(second_factors.after_removing)
        pre_migrate.connect(search_index.check_support, sender=self)
        post_migrate.connect(search_index.install, sender=self)
