"""What the record of many quarters says: what to expect, and what slips.

In come rows that a reader may see, out go counts. Nobody is ranked or scored.
"""
