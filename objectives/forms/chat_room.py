"""A room of a chat: where it is, and what it is told."""

from django import forms

from objectives.chat.addresses import check_address
from objectives.chat.sending import send_test
from objectives.forms.base import GuardedModelForm, SavingForm, TextField
from objectives.models import ChatRoom
from objectives.models.chat_room import LONGEST_ADDRESS

VERBS = {"turn_on": "Turn on", "turn_off": "Turn off", "delete": "Delete"}


class ChatRoomForm(GuardedModelForm):
    """Its address is never shown again: what is entered replaces it."""

    field_order = ["name", "address"]

    address = TextField(
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text="As apprise has it, for example slack://TokenA/TokenB/TokenC. It is "
        "not shown again.",
        error_messages={"required": "Enter the room's address."},
    )

    class Meta(GuardedModelForm.Meta):
        model = ChatRoom
        fields = ["name", "tells_committed", "tells_published", "tells_started"]
        error_messages = {"name": {"required": "Enter a name for the room."}}
        labels = {
            "tells_committed": "When a plan is committed",
            "tells_published": "When a review is published",
            "tells_started": "When a review starts",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["address"]
        field.show_hidden_initial = False
        if not self.creates:
            field.required = False
            field.label = "Another address"
            field.help_text = "Leave this empty to keep the present one."

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address:
            check_address(address)
        return address

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        address = self.cleaned_data.pop("address")
        if "address" in self.changed_data:
            self.changed_data.remove("address")
        room = super().save(by=by, at=at)
        if address:
            room.keep_address(address, by=by, at=at)
        return room


class ChatVerbForm(SavingForm):
    """Turns a room on or off, or deletes it."""

    verb = forms.ChoiceField(choices=VERBS.items())

    def __init__(self, data, *, room):
        super().__init__(data)
        self.room = room

    @property
    def creates(self):
        return False

    def save(self, *, by, at):
        getattr(self.room, self.cleaned_data["verb"])(by=by, at=at)


class ChatTestForm(SavingForm):
    """Sends a test line."""

    def __init__(self, data, *, room):
        super().__init__(data)
        self.room = room

    def save(self, *, by, at):
        return send_test(self.room, at=at)
