"""The meeting at which a review is presented: before, during and after it.

`agenda` and `durations` plan it, `preflight` checks the review before it, `clock` and
`live` serve presenters and followers, `minutes` exports its notes.
"""
