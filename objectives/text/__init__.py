"""Words about objectives: differences, emphasis, phrases, similarity, counts.

Texts and numbers in, runs of text and phrases out. Pure.
"""
