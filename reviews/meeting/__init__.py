"""The meeting at which a review is presented: before, during and after it.

`agenda` and `durations` plan it, `preflight` is the check before it, `clock` and `live`
are its times and what followers are told, `minutes` what is taken home.
"""
