"""Which objective of a later quarter continues one of this quarter."""

from collections import Counter

from objectives.text.similarity import (
    SIMILAR_ENOUGH,
    is_same_title,
    similarity,
    title_words,
)

FIRST_WORDS = 40


class SuccessorSuggestions:
    """Objectives that can continue another one, the most similar first.

    `same` has the same name and is not yet claimed; None if there is none.
    """

    def __init__(self, objective, free, *, claimed=()):
        title = objective.title
        by_similarity = sorted(free, key=lambda row: -similarity(title, row.title))
        self.all = by_similarity
        named = [row for row in by_similarity if is_same_title(title, row.title)]
        self.same = next((row for row in named if row.pk not in claimed), None)
        like = [
            row
            for row in by_similarity
            if similarity(title, row.title) >= SIMILAR_ENOUGH
        ]
        others = Counter(title_words(row.title) for row in free)
        self.groups = [
            (label, [(str(row.pk), label_of(row, others)) for row in rows])
            for label, rows in (
                ("Same name", named),
                ("Similar", [row for row in like if row not in named]),
                ("Others", [row for row in by_similarity if row not in like]),
            )
            if rows
        ]


def label_of(row, titles):
    """Its title and team, and what tells it apart from others of the same title."""
    label = f"{row.title} ({row.plan.team})"
    if titles[title_words(row.title)] == 1:
        return label
    measure = " ".join(row.measure.split())
    shown = measure[:FIRST_WORDS].rstrip() + "…" * (len(measure) > FIRST_WORDS)
    owner, eta = row.owner or "no owner", row.eta or "none"
    return " · ".join(filter(None, [label, str(owner), f"ETA {eta}", shown]))
