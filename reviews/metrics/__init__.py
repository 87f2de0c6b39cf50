"""Where a metric's figures come from over the network, and what a series makes of them.

`remote` asks a server within limits, `fetching` stores what it said, `series` is pure:
readings in, a quarter's values and what is drawn out.
"""
