"""What readings.json says of a thousand texts, so that no change alters one unseen."""

import json
from datetime import date
from pathlib import Path

from objectives.parsing.eta import read_eta
from objectives.parsing.status import read_status

READINGS = json.loads(Path(__file__).with_name("readings.json").read_text("utf-8"))
IN_OCTOBER = {"quarter_first_day": date(2014, 10, 1), "year_start_month": 7}


def of_status(text):
    found = read_status(text)
    return [found.state, found.percent, found.is_about, found.deferred_to]


def of_eta(text, **quarter):
    found = read_eta(text, **quarter)
    first, day = (str(one or "") for one in (found.first, found.day))
    return [found.precision.name, first, day, found.reading]


def test_every_status_is_read_as_before():
    known = READINGS["statuses"]

    assert {text: of_status(text) for text in known} == known


def test_every_eta_is_read_as_before():
    known = READINGS["etas"]

    assert {text: of_eta(text) for text in known} == known


def test_every_eta_of_a_plan_is_read_as_before():
    known = READINGS["etas in October 2014"]

    assert {text: of_eta(text, **IN_OCTOBER) for text in known} == known
