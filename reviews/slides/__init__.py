"""The slide kinds: one module and one template of the same name for each."""

KINDS = (
    "cover",
    "glance",
    "agenda",
    "opener",
    "team",
    "said",
    "did",
    "projects",
    "text",
    "metric",
    "unmeasured",
    "incidents",
    "callouts",
    "next",
    "asks",
    "credits",
    "contents",
    "notes",
)
