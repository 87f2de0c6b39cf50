from reviews.models.agenda_item import AgendaItem
from reviews.models.ask import Ask
from reviews.models.attendance import Attendance
from reviews.models.book import Book, BookPiece
from reviews.models.calendar_feed import CalendarFeed
from reviews.models.fetch import Fetch
from reviews.models.fetch_request import FetchRequest
from reviews.models.guest_link import GuestLink
from reviews.models.incident import Incident
from reviews.models.meeting import Meeting
from reviews.models.metric import Metric
from reviews.models.minute import Minute
from reviews.models.print_request import PrintRequest
from reviews.models.publication import Publication
from reviews.models.published_file import PublishedFile
from reviews.models.question import Question
from reviews.models.reading import Reading
from reviews.models.review import Review
from reviews.models.section import Section
from reviews.models.speaker_note import SpeakerNote
from reviews.models.table_version import TableVersion
from reviews.models.text_slide import TextSlide

__all__ = [
    "AgendaItem",
    "Ask",
    "Attendance",
    "Book",
    "BookPiece",
    "CalendarFeed",
    "Fetch",
    "FetchRequest",
    "GuestLink",
    "Incident",
    "Meeting",
    "Metric",
    "Minute",
    "PrintRequest",
    "Publication",
    "PublishedFile",
    "Question",
    "Reading",
    "Review",
    "Section",
    "SpeakerNote",
    "TextSlide",
    "TableVersion",
]
