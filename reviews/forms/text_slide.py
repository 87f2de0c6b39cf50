"""A text slide with its picture, and its preview."""

from functools import cached_property

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from goals_tracker.pictures import images
from objectives.forms.base import GuardedModelForm
from objectives.forms.member import PhotoField
from reviews.models import TableVersion, TextSlide
from reviews.publishing import page_cache
from reviews.slides import text as text_slides
from reviews.snapshot.values import Picture, Text


class PictureField(PhotoField):
    """A picture as (JPEG bytes, width, height); False to remove the current one."""

    def clean(self, value, initial=None):
        found = forms.FileField.clean(self, value, initial)
        is_new = found and found is not initial
        return images.picture_from(found) if is_new else found


class TextSlideForm(GuardedModelForm):
    picture = PictureField(
        required=False, help_text="PNG, JPEG or WebP, at most 25 megapixels and 10 MB."
    )

    class Meta(GuardedModelForm.Meta):
        model = TextSlide
        fields = [
            "title",
            "text",
            "columns",
            "placement",
            "position",
            "picture",
            "picture_alt",
            "picture_author",
            "picture_licence",
            "picture_source",
        ]
        labels = {"position": "Position among the section's texts"}
        widgets = {"columns": forms.RadioSelect, "placement": forms.RadioSelect}
        help_texts = {
            "text": "Markdown: # heading, - list, *emphasis*, **strong**, "
            "[link](https://…). A line of --- starts the next slide or column."
        }

    def __init__(self, *args, review, section_title, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.section_title = review, section_title
        self.fields["text"].widget.attrs |= {"rows": 14, "dir": "auto"}
        if self.instance.picture:
            self.fields["remove"] = forms.BooleanField(
                label="Remove the picture", required=False
            )

    def clean(self):
        said = self.cleaned_data
        shown = said.get("picture") or self.instance.picture
        if shown and not self.is_removed and not said.get("picture_alt"):
            self.add_error(
                "picture_alt",
                ValidationError(
                    "Describe the picture for people who cannot see it.",
                    code="no_alt",
                ),
            )
        if "text" in said:
            self._check_length()

    def _check_length(self):
        """Refuse a text with which there are too many slides, if it adds to them."""
        before, after = self._number_of(self.stored_text), self._number_of(self.as_text)
        most = settings.SLIDES_A_TEXT
        if after > max(before, most):
            words = f"This text takes more than {most} slides. Shorten it."
            self.add_error("text", ValidationError(words, code="too_long"))
        elif after > before and after - before > self._room():
            words = (
                f"With this text the deck has more than {settings.SLIDES_A_DECK} "
                "slides. Shorten this text or another one, or hide a section."
            )
            self.add_error("text", ValidationError(words, code="deck_too_long"))

    def _number_of(self, text):
        """How many slides it takes, none if there is none; up to those of a deck."""
        most = settings.SLIDES_A_DECK + 1
        title = self.section_title
        return text_slides.number_of_slides(text, title, most) if text else 0

    def _room(self):
        """How many slides the deck can still take; any number if they are hidden."""
        section = self.instance.section if self.instance.section_id else None
        if section and section.is_hidden:
            return settings.SLIDES_A_DECK
        deck = page_cache.deck_of(
            self.review, TableVersion.objects.current(), is_draft=True
        )
        return 0 if deck.is_cut else settings.SLIDES_A_DECK - deck.total

    @property
    def is_removed(self):
        return bool(self.cleaned_data.get("remove"))

    def _post_clean(self):
        # The model's field does not take the bytes of a new picture.
        self.new_picture = self.cleaned_data.pop("picture", None)
        super()._post_clean()  # type: ignore[misc]  # a hook that the stubs leave out

    def save(self, *, by, at):  # type: ignore[override]  # not by commit=
        row, picture = self.instance, self.new_picture
        if isinstance(picture, tuple):
            content, width, height = picture
            self._show(row, images.save(content, images.PICTURES), width, height)
        elif self.is_removed:
            self._show(row, "", None, None)
        if row._state.adding:
            row.save(by=by, at=at)
            return row
        wanted = {name: getattr(row, name) for name in PICTURE_FIELDS}
        values = {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in ("picture", "remove")
        }
        row.change(values | wanted, was=self.seen(values), by=by, at=at)
        return row

    def _show(self, row, name, width, height):
        row.picture, row.picture_width, row.picture_height = name, width, height

    @property
    def stored_text(self):
        """The row as a value for slides, as it was before; None if it is new."""
        row = self.instance
        if row._state.adding:
            return None
        picture = (
            Picture(row.picture.name, 1, 1, "", "", "", "") if row.picture else None
        )
        return Text(row.pk, row.title, row.text, row.placement, row.columns, picture)

    @cached_property
    def as_text(self):
        """The valid part of the form as a value for slides, too long or not.

        A picture that was just `chosen` has no name yet; the page draws it.
        """
        said, row = self.cleaned_data, self.instance
        is_chosen = bool(self.data.get("chosen") or self.files.get("picture"))
        picture = None
        if is_chosen or (row.picture and not self.is_removed):
            picture = Picture(
                "" if is_chosen else row.picture.name,
                row.picture_width or 0,
                row.picture_height or 0,
                said.get("picture_alt", ""),
                said.get("picture_author", ""),
                said.get("picture_licence", ""),
                said.get("picture_source", ""),
            )
        return Text(
            row.pk or 0,
            said.get("title", ""),
            said.get("text", ""),
            TextSlide.Placement.AFTER,
            said.get("columns") or 1,
            picture,
        )


PICTURE_FIELDS = ("picture", "picture_width", "picture_height")
