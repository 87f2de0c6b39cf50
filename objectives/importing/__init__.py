"""Bring in objectives from files and pasted texts.

`sources` reads tables and lists out of whatever came. Which column is which field and
what each value means are a person's choices; only then are rows written.
"""
