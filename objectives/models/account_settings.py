from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

# Whose names of months and days Django has, in their own words.
DATE_LANGUAGES = [
    ("", "English"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("hu", "Magyar"),
    ("nl", "Nederlands"),
    ("nb", "Norsk"),
    ("pl", "Polski"),
    ("pt-br", "Português (Brasil)"),
    ("pt", "Português"),
    ("fi", "Suomi"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("el", "Ελληνικά"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("ja", "日本語"),
    ("zh-hans", "中文（简体）"),
    ("ko", "한국어"),
]


def check_zone(name: str) -> None:
    """Raise ValidationError unless there is a time zone of that name."""
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list.", code="zone")


class AccountSettings(models.Model):
    """How somebody wants times and dates shown to them."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="settings"
    )
    time_zone = models.CharField(max_length=60, blank=True, validators=[check_zone])
    date_language = models.CharField(
        max_length=10, blank=True, default="", choices=DATE_LANGUAGES
    )

    class Meta:
        ordering = ["account"]
        verbose_name_plural = "account settings"

    def __str__(self) -> str:
        return str(self.account)

    @property
    def for_session(self) -> dict[str, str]:
        """What a session keeps, so that no page asks for it."""
        return {"zone": self.time_zone, "language": self.date_language}
