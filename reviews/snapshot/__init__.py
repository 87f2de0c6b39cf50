"""One review, copied out of the database into plain frozen values.

This is the last package that queries. Slides, deck and PDF read nothing but a
`Snapshot`, so a live deck and a published one differ only in where theirs came from:
read now, or stored at publication. `cache` keeps parts of it while their tables stay as
they are; `json_file` and `xmp` are what a file carries of it, `schema` tells others how
to read that.
"""

from reviews.snapshot.reader import read, read_figures, read_organization
from reviews.snapshot.values import (
    FORMAT,
    Ask,
    Figure,
    GroupPlan,
    Licence,
    MetricData,
    Month,
    Outage,
    Person,
    Picture,
    Row,
    Said,
    Section,
    Snapshot,
    Text,
    Uptime,
)

__all__ = [
    "FORMAT",
    "Ask",
    "Figure",
    "GroupPlan",
    "Licence",
    "MetricData",
    "Month",
    "Outage",
    "Person",
    "Picture",
    "Row",
    "Said",
    "Section",
    "Snapshot",
    "Text",
    "Uptime",
    "read",
    "read_figures",
    "read_organization",
]
