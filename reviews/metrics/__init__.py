"""Figures of metrics: fetched from servers, and made into values of quarters.

`remote` asks a server within limits, `fetching` stores the readings. `series` is pure:
readings in, a quarter's values and points to draw out; so is `behaviour`: values in,
limits and signals out.
"""
