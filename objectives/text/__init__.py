"""Words about objectives: differences, emphasis, small phrases, likeness, counts.

Texts and numbers in, runs of text and phrases out. Pure.
"""
