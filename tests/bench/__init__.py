"""How fast deck, PDF and lists are, against the least that could be done.

`python -m tests.bench`, which is what make bench does, prints one line a figure:
`name value unit`. A figure is the median of ROUNDS rounds, and every round measures
both sides in turn, so that whatever else the machine does meets both alike; a figure
named `vs` is the median of the rounds' quotients. Production's settings, loopback
only, a database and files of its own, which end with the run.
"""

ROUNDS = 9
