"""What the text of an old deck holds besides objectives, as rows of a review.

`objectives.importing` reads the text, and brings in teams, plans and objectives; here
come people, unplanned work, the agenda with its text slides, metrics and asks.
"""
