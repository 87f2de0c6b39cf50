from reviews.models.incident import Incident
from reviews.models.metric import Metric
from reviews.models.publication import Publication
from reviews.models.reading import Reading
from reviews.models.review import Review
from reviews.models.section import Section
from reviews.models.text_slide import TextSlide
from reviews.models.version import Version

__all__ = [
    "Incident",
    "Metric",
    "Publication",
    "Reading",
    "Review",
    "Section",
    "TextSlide",
    "Version",
]
