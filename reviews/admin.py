from django.contrib import admin

from objectives.admin import ReadOnlyAdmin
from reviews.models import (
    AgendaItem,
    Ask,
    Attendance,
    Book,
    CalendarFeed,
    Fetch,
    FetchRequest,
    GuestLink,
    Incident,
    Meeting,
    Metric,
    Minute,
    Publication,
    PublishedFile,
    Question,
    Reading,
    Review,
    Section,
    SpeakerNote,
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


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["team", "quarter", "held_at"]
    list_select_related = ["team", "quarter"]
    search_fields = ["team__name", "quarter__slug"]
    inlines = [SectionInline]


@admin.register(Section)
class SectionAdmin(ReadOnlyAdmin):
    list_display = ["title", "review", "kind", "seconds"]
    list_select_related = ["review__team", "review__quarter"]
    search_fields = ["title"]
    inlines = [TextSlideInline]


@admin.register(Metric)
class MetricAdmin(ReadOnlyAdmin):
    list_display = ["name", "team", "unit"]
    list_select_related = ["team"]
    search_fields = ["name"]


# Not inline: a metric has some hundred thousand of them.
@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    list_display = ["metric", "at", "value", "comment"]
    list_select_related = ["metric"]


@admin.register(Fetch)
class FetchAdmin(ReadOnlyAdmin):
    list_display = ["metric", "at", "good_at", "failure"]
    list_select_related = ["metric"]


@admin.register(FetchRequest)
class FetchRequestAdmin(ReadOnlyAdmin):
    list_display = ["metric", "host", "by", "asked_at", "finished_at", "error"]
    list_select_related = ["metric", "by"]


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin):
    list_display = ["title", "team", "started_at", "duration"]
    list_select_related = ["team"]
    search_fields = ["title"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["review", "number", "by", "at"]
    list_select_related = ["review__team", "review__quarter"]
    exclude = ["snapshot"]


@admin.register(PublishedFile)
class PublishedFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "publication", "content_type", "digest"]
    exclude = ["content"]


@admin.register(Book)
class BookAdmin(ReadOnlyAdmin):
    list_display = ["quarter", "kind", "by", "words", "done", "total", "size"]
    list_select_related = ["quarter", "by"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["review", "by", "started_at", "ended_at"]
    list_select_related = ["review__team", "review__quarter", "by"]


@admin.register(Minute)
class MinuteAdmin(ReadOnlyAdmin):
    list_display = ["text", "review", "slide", "by", "at"]
    list_select_related = ["review__team", "review__quarter", "by"]
    search_fields = ["text"]


@admin.register(Ask)
class AskAdmin(ReadOnlyAdmin):
    list_display = ["text", "review", "kind", "owner"]
    list_select_related = ["review__team", "review__quarter"]
    search_fields = ["text"]


@admin.register(SpeakerNote)
class SpeakerNoteAdmin(ReadOnlyAdmin):
    list_display = ["slide", "review"]
    list_select_related = ["review__team", "review__quarter"]


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "seconds", "position"]


@admin.register(GuestLink)
class GuestLinkAdmin(ReadOnlyAdmin):
    list_display = ["name", "review", "ends_on", "taken_back_at", "by"]
    list_select_related = ["review__team", "review__quarter", "by"]


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    list_display = ["user", "team", "number"]
    list_select_related = ["user", "team"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["names", "review", "meeting"]
    list_select_related = ["review__team", "review__quarter", "meeting"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["text", "review", "name", "state", "at"]
    list_select_related = ["review__team", "review__quarter"]
    search_fields = ["text"]
