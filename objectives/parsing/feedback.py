"""Sentences beside fields that say how their text was read."""

from objectives.parsing.eta import Precision
from objectives.parsing.status import read_status


def eta_feedback(text, quarter):
    """Such as "Read as: End of February 2015, no such day"; empty for an empty text."""
    eta = quarter.read_eta(text)
    if eta.precision == Precision.UNREAD:
        return "Not read as a date"
    odd = ""
    if eta.lies_before(quarter.first_day):
        odd = ", before the quarter"
    elif eta.precision != Precision.IMPOSSIBLE and eta.lies_after(quarter.last_day):
        odd = ", after the quarter"
    return read_as(eta.reading + odd)


def status_feedback(text):
    """Such as "Read as: At risk, about 50 %"; empty if there is nothing to read."""
    return read_as(read_status(text).reading)


def add_feedback(form, objective):
    """Say beside the fields of an objective's form how their texts are read."""
    quarter = objective.plan.quarter
    values = form.data if form.is_bound else None
    texts = {
        name: (values or vars(objective)).get(name, "") for name in ("eta", "status")
    }
    sentences = {
        "eta": eta_feedback(texts["eta"], quarter),
        "status": status_feedback(texts["status"]),
    }
    for name, sentence in sentences.items():
        form.fields[name].help_text = sentence


def read_as(words):
    """The sentence for a reading; "Not read" is one already."""
    words = words[:1].upper() + words[1:]
    return f"Read as: {words}" if words and not words.startswith("Not read") else words
