"""The style sheets list the same sizes as the modules that cut slides to fit."""

import re
from pathlib import Path

import pytest

from goals_tracker.styles import joining
from goals_tracker.styles.tokens import tokens
from reviews.slides import asks, callouts, glance_layout, steps, team, text_sizes

SHEET = joining.joined(Path("static/css/deck.css"))
RULE = re.compile(r"^([.][^{}/]*) \{([^{}]*)\}", re.MULTILINE)
SIZE = re.compile(r"--([\w-]+): calc\(var\(--px\) \* ([\d.]+)\);")


def listed(selector):
    """The sizes that the style sheet lists for this step, by their names.

    Steps that have some in common share a rule for these.
    """
    blocks = [block for names, block in RULE.findall(SHEET) if selector in lines(names)]
    return {name: float(size) for block in blocks for name, size in SIZE.findall(block)}


def lines(selectors):
    return [one.strip() for one in selectors.split(",")]


@pytest.mark.parametrize("step", steps.STEPS)
def test_tables_are_set_as_they_are_cut(step):
    assert (
        listed(f".rows.is-{step.name}").items()
        >= {
            "size": step.size,
            "height": step.line,
            "padding": step.padding,
            "gutter": step.gutter,
            "indent": step.indent,
            "fate": step.indent + steps.HOOK,
            "gap": step.gap,
        }.items()
    )


@pytest.mark.parametrize("step", text_sizes.STEPS)
def test_texts_are_set_as_they_are_cut(step):
    of = step.styles
    sizes = listed(f".texts.{step.name}")

    found = [(sizes[name], sizes[f"{name}-height"]) for name in ("small", "code")]

    assert (sizes["size"], sizes["height"], sizes["gap"]) == (
        *(of["bullet"].size, of["bullet"].line),
        of["bullet"].gap,
    )
    assert found == [(of[kind].size, of[kind].line) for kind in ("bullet-2", "code")]


@pytest.mark.parametrize("step", team.STEPS)
def test_people_are_set_as_they_are_cut(step):
    assert (
        listed(f".people.is-{step.name}").items()
        >= {
            "face": step.picture,
            "who": step.text,
            "gap": step.gap,
            "name": step.name_size,
            "name-height": step.name_line,
            "role": step.role_size,
            "role-height": step.role_line,
        }.items()
    )


@pytest.mark.parametrize("step", glance_layout.STEPS)
def test_fates_are_set_as_they_are_cut(step):
    sizes = listed(f".glance.is-{step.name}")

    assert sizes["fate-height"] + sizes["fate-gap"] == step.head
    assert (
        sizes.items()
        >= {
            "fate": step.head_size,
            "size": step.size,
            "height": step.line,
            "gap": step.gap,
            "indent": step.indent,
        }.items()
    )


@pytest.mark.parametrize("step", asks.STEPS)
def test_asks_are_set_as_they_are_cut(step):
    sizes = listed(f".asks.is-{step.name}")

    assert (
        sizes.items()
        >= {
            "indent": step.indent,
            "number-height": step.number,
            "gap": step.gap,
            "facts-width": step.room,
            "facts-gap": step.space,
        }.items()
    )
    assert (sizes["fact"], sizes["fact-height"]) == step.fact
    assert [(sizes[name], sizes[f"{name}-height"]) for name in ("ask", "point")] == [
        (step.styles[name].size, step.styles[name].line) for name in ("ask", "point")
    ]


@pytest.mark.parametrize("step", [*callouts.LONE, *callouts.SEVERAL])
def test_callouts_are_set_as_they_are_cut(step):
    sizes = listed(f".is-{step.name}")

    names = ("big", "topic", "period", "comment", "before")
    assert [(sizes[name], sizes[f"{name}-height"]) for name in names] == [
        *(step.number, step.label, step.period, step.sentence, step.before)
    ]


def test_no_size_has_the_name_of_a_token():
    """On paper, a token's value would be put in its place."""
    assert {f"--{name}" for name, _ in SIZE.findall(SHEET)} & tokens().keys() == set()
