from django.contrib import admin

from objectives.admin import ReadOnlyAdmin, RecordAdmin
from reviews.models import (
    Incident,
    Metric,
    Publication,
    Reading,
    Review,
    Section,
    TextSlide,
)


class SectionInline(admin.TabularInline):
    model = Section
    fields = ["kind", "title", "seconds", "position"]
    show_change_link = True
    extra = 0


class TextSlideInline(admin.StackedInline):
    model = TextSlide
    extra = 0


class ReadingInline(admin.TabularInline):
    model = Reading
    extra = 0


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    list_display = ["team", "quarter", "held_at"]
    list_select_related = ["team", "quarter"]
    search_fields = ["team__name", "quarter__slug"]
    autocomplete_fields = ["team", "quarter"]
    inlines = [SectionInline]


@admin.register(Section)
class SectionAdmin(RecordAdmin):
    list_display = ["title", "review", "kind", "seconds"]
    list_select_related = ["review__team", "review__quarter"]
    search_fields = ["title"]
    autocomplete_fields = ["review"]
    inlines = [TextSlideInline]


@admin.register(Metric)
class MetricAdmin(RecordAdmin):
    list_display = ["name", "team", "unit"]
    list_select_related = ["team"]
    search_fields = ["name"]
    autocomplete_fields = ["team"]
    inlines = [ReadingInline]


@admin.register(Incident)
class IncidentAdmin(RecordAdmin):
    list_display = ["title", "team", "started_at", "duration"]
    list_select_related = ["team"]
    search_fields = ["title"]
    autocomplete_fields = ["team"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["review", "number", "by", "at"]
    list_select_related = ["review__team", "review__quarter"]
    exclude = ["snapshot"]
