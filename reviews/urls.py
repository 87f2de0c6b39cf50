from django.urls import path

from reviews.exports import LANGUAGES, MINUTES
from reviews.views import (
    agendas,
    asks,
    books,
    calendars,
    deck_imports,
    decks,
    go_to,
    guest_links,
    guests,
    handouts,
    imports,
    incidents,
    meetings,
    metric_slides,
    metrics,
    minutes,
    pictures,
    preflight,
    presentations,
    publications,
    questions,
    readings,
    reviews,
    text_slides,
)

# `team` is a converter of `objectives.views.addresses`.
QUARTER = "teams/<team:team>/<slug:quarter>/"
REVIEW = f"{QUARTER}review/"
VERSION = f"{REVIEW}versions/<int:number>/"

METRICS = "teams/<team:team>/metrics/"
METRIC = "metrics/<int:pk>/"
INCIDENTS = "teams/<team:team>/incidents/"
INCIDENT = "incidents/<int:pk>/"
IMPORT = "imports/<int:pk>/"

urlpatterns = [
    path("go/", go_to.go_to, name="go_to"),
    path("calendars/", calendars.calendar_list, name="calendar_list"),
    path("calendars/<int:pk>/", calendars.calendar_change, name="calendar_change"),
    path("calendar/<str:token>.ics", calendars.calendar, name="calendar"),
    path(f"{IMPORT}deck/", deck_imports.deck_import, name="deck_import"),
    path(f"{IMPORT}deck/undo/", deck_imports.deck_undo, name="deck_undo"),
    path(f"{IMPORT}review/", deck_imports.deck_imported, name="deck_imported"),
    path(f"{QUARTER}preflight/", preflight.preflight, name="preflight"),
    path(f"{QUARTER}review.pdf", decks.review_pdf, name="review_pdf"),
    path(f"{QUARTER}review.json", decks.review_json, name="review_json"),
    *(
        path(
            f"{QUARTER}review.{language}",
            decks.review_text,
            {"language": language},
            name=f"review_{language}",
        )
        for language in LANGUAGES
    ),
    path(f"{QUARTER}review.pptx", presentations.review_pptx, name="review_pptx"),
    path(REVIEW, decks.review_deck, name="review_deck"),
    path(f"{REVIEW}handout/", handouts.review_handout, name="review_handout"),
    path(
        f"{REVIEW}handout.pdf", handouts.review_handout_pdf, name="review_handout_pdf"
    ),
    # Preparing it
    path(f"{REVIEW}prepare/", reviews.review_prepare, name="review_prepare"),
    path(f"{REVIEW}settings/", reviews.review_change, name="review_change"),
    path(f"{REVIEW}notes/", reviews.review_notes, name="review_notes"),
    path("sections/<int:pk>/delete/", reviews.section_delete, name="section_delete"),
    path("agenda/", agendas.agenda_change, name="agenda_change"),
    path(
        "agenda/<int:pk>/delete/", agendas.agenda_item_delete, name="agenda_item_delete"
    ),
    path(
        f"{REVIEW}sections/<slug:section>/texts/add/",
        text_slides.text_add,
        name="text_add",
    ),
    path("texts/<int:pk>/change/", text_slides.text_change, name="text_change"),
    path("texts/<int:pk>/delete/", text_slides.text_delete, name="text_delete"),
    path(f"{REVIEW}preview/", text_slides.text_preview, name="text_preview"),
    path(f"{REVIEW}slides/<str:slide>/", text_slides.review_slide, name="review_slide"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
    # What it shows of figures
    path(METRICS, metrics.metric_list, name="metric_list"),
    path(f"{METRICS}add/", metrics.metric_add, name="metric_add"),
    path(METRIC, metrics.metric_detail, name="metric_detail"),
    path(f"{METRIC}slide/", metric_slides.metric_slide, name="metric_slide"),
    path(f"{METRIC}change/", metrics.metric_change, name="metric_change"),
    path(f"{METRIC}move/", metrics.metric_move, name="metric_move"),
    path(f"{METRIC}delete/", metrics.metric_delete, name="metric_delete"),
    path(f"{METRIC}import/", imports.metric_import, name="metric_import"),
    path(f"{METRIC}fetch/", imports.metric_fetch, name="metric_fetch"),
    path(f"{METRIC}readings/add/", readings.reading_add, name="reading_add"),
    path("readings/<int:pk>/change/", readings.reading_change, name="reading_change"),
    path("readings/<int:pk>/delete/", readings.reading_delete, name="reading_delete"),
    path(INCIDENTS, incidents.incident_list, name="incident_list"),
    path(f"{INCIDENTS}add/", incidents.incident_add, name="incident_add"),
    path(f"{INCIDENT}change/", incidents.incident_change, name="incident_change"),
    path(f"{INCIDENT}delete/", incidents.incident_delete, name="incident_delete"),
    # Presenting it
    path(f"{REVIEW}present/", meetings.review_present, name="review_present"),
    path(f"{REVIEW}meeting/start/", meetings.meeting_start, name="meeting_start"),
    path(f"{REVIEW}meeting/", meetings.meeting_act, name="meeting_act"),
    path(f"{REVIEW}meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path(f"{REVIEW}live/", meetings.review_live, name="review_live"),
    # What is said in it
    path(f"{REVIEW}minutes/", minutes.minute_list, name="minute_list"),
    path(
        f"{REVIEW}minutes/people/", minutes.attendance_change, name="attendance_change"
    ),
    *(
        path(
            f"{REVIEW}minutes.{language}",
            minutes.minutes_file,
            {"language": language},
            name=f"minutes_{language}",
        )
        for language in MINUTES
    ),
    path("minutes/<int:pk>/change/", minutes.minute_change, name="minute_change"),
    path("minutes/<int:pk>/delete/", minutes.minute_delete, name="minute_delete"),
    path(f"{REVIEW}asks/", asks.ask_list, name="ask_list"),
    path(f"{REVIEW}asks/<int:pk>/close/", asks.ask_close, name="ask_close"),
    path("asks/<int:pk>/change/", asks.ask_change, name="ask_change"),
    path("asks/<int:pk>/delete/", asks.ask_delete, name="ask_delete"),
    path(f"{REVIEW}questions/", questions.question_list, name="question_list"),
    path("questions/<int:pk>/", questions.question_settle, name="question_settle"),
    # Publishing it
    path(f"{REVIEW}draft/", publications.review_draft, name="review_draft"),
    path(f"{REVIEW}publish/", publications.review_publish, name="review_publish"),
    path(f"{REVIEW}withdraw/", publications.review_withdraw, name="review_withdraw"),
    path(f"{REVIEW}versions/", publications.version_list, name="version_list"),
    path(VERSION, publications.version_deck, name="version_deck"),
    path(f"{VERSION}files/<path:name>", publications.version_file, name="version_file"),
    path(f"{VERSION}changes/", publications.version_changes, name="version_changes"),
    # Showing it to guests
    path(f"{REVIEW}guests/", guest_links.guest_link_list, name="guest_link_list"),
    path(
        f"{REVIEW}guests/<int:pk>/take-back/",
        guest_links.guest_link_take_back,
        name="guest_link_take_back",
    ),
    path("guests/<str:token>/", guests.guest_deck, name="guest_deck"),
    path("guests/<str:token>/review.pdf", guests.guest_pdf, name="guest_pdf"),
    path("guests/<str:token>/review.md", guests.guest_text, name="guest_text"),
    path("guests/<str:token>/review.pptx", guests.guest_pptx, name="guest_pptx"),
    path("guests/<str:token>/files/<path:name>", guests.guest_file, name="guest_file"),
    # All of a quarter at once
    path("quarters/<slug:quarter>/book/", books.book_add, name="book_add"),
    path("books/<int:pk>/", books.book_detail, name="book_detail"),
    path("books/<int:pk>/cancel/", books.book_cancel, name="book_cancel"),
    path("books/<int:pk>/file/", books.book_file, name="book_file"),
]
