"""The words of made-up teams: people, places and plans that exist nowhere."""

# fmt: off
FIRST = (
    "Ada", "Bo", "Cleo", "Dara", "Edda", "Femi", "Gita", "Hugo", "Ines", "Jun", "Kofi",
    "Lena", "Milo", "Nour", "Oona", "Pia", "Quim", "Rosa", "Sami", "Tove", "Uma",
    "Vito", "Wren", "Xenia", "Yael", "Zeno",
)
LAST = (
    "Ashgrove", "Birchfell", "Cloverdale", "Dunmarsh", "Elmwick", "Fernhollow",
    "Gorsely", "Hazelmoor", "Ivybank", "Juniperton", "Kestrel", "Larkspur", "Mossman",
    "Nettleby",
    "Oakenshaw", "Pebbleton", "Quillfeather", "Rushbrook", "Sorrelby", "Thistlewood",
)
KINDS = (
    "Platform", "Workshop", "Harbour", "Archive", "Logistics", "Bakery", "Orchard",
    "Observatory", "Library", "Foundry", "Glasshouse", "Ferry", "Signals", "Printing",
)
PLACES = (
    "Northwick", "Saltmere", "Upper Finch", "Low Barrow", "Tarnside", "Wexcombe",
    "Pell", "Great Ambling", "Owlscote", "Dry Harbour", "Nine Wells", "Marrowby",
    "Stillwater",
    "Cold Ashby End", "Lanternhill", "Brackish Point", "Millrace", "Fallow Green",
)
VERBS = (
    "Rebuild", "Move", "Measure", "Shorten", "Publish", "Replace", "Open", "Document",
    "Automate", "Retire", "Double", "Repair", "Translate", "Insure", "Paint", "Survey",
)
THINGS = (
    "the seed catalogue", "the night ferry timetable", "all delivery routes",
    "the card index", "the kiln controls", "volunteer training", "the weather mast",
    "cold storage", "the visitor entrance", "spare-part lists", "the tool library",
    "the map room", "invoice checks", "the harbour lights", "the lending desk",
    "rainwater tanks", "the bread ovens", "signal lamps", "the newsletter",
    "the orchard fence", "safety drills", "the archive's shelves", "the glass furnace",
)
MEASURES = (
    "Nothing breaks for thirty days", "Half the time that it took before",
    "Every page has an owner", "Three towns use it", "Waiting time under ten minutes",
    "No paper left over", "All staff have tried it once", "Costs fall by a tenth", "",
)
DEPENDENCIES = (
    "", "", "", "Procurement", "The town council", "A dry month", "Two more hands",
    "The paint supplier",
)
STATUSES = (
    "Done", "Completed.", "Done", "Shipped", "Finished, on time", "Done (100%)",
    "On track", "In progress, 60%", "In progress", "75% completed", "Started",
    "About 40% done", "Not started", "Planned", "At risk: the parts are late",
    "Behind schedule", "Blocked by procurement", "On hold", "Deferred to next year",
    "Cancelled", "Ask Wren", "Waiting to hear back", "",
)
NOTES = (
    "", "The parts came late.", "Two people were ill.", "Something else came first.",
)
TAGS = ("Cloud move", "Cost programme", "Client: Harbour", "Accessibility", "Training")
ETAS = (
    "", "EOQ", "{first:%Y-%m-%d}", "{last:%Y-%m-%d}", "{last:%d} {last:%B} {last.year}",
    "{last:%B} {last.year}", "end of {first:%B} {first.year}", "{first.year}",
    "{last:%Y-%m}", "{first.year}-02-30", "soon", "TBD", "mid {last:%b} {last.year}",
)
# fmt: on


def team(number):
    """A name that no other team has."""
    kind = KINDS[number % len(KINDS)]
    place = PLACES[number // len(KINDS) % len(PLACES)]
    around = number // (len(KINDS) * len(PLACES))
    return f"{place} {kind}{f' {around + 1}' if around else ''}"


def person(draw):
    return f"{draw.choice(FIRST)} {draw.choice(LAST)}"


def title(draw):
    number = draw.randrange(1, 1000)
    return (
        f"{draw.choice(VERBS)} {draw.choice(THINGS)} at {draw.choice(PLACES)} "
        f"(lot {number})"
    )


def measure(draw):
    return draw.choice(MEASURES)


def dependency(draw):
    return draw.choice(DEPENDENCIES)


def status(draw):
    return draw.choice(STATUSES)


def eta(quarter, draw):
    return draw.choice(ETAS).format(first=quarter.first_day, last=quarter.last_day)


def tags(number):
    """None for half of the numbers, or one tag, or two."""
    if number % 2:
        return ""
    at = number // 2 % len(TAGS)
    return TAGS[at] if number % 6 else f"{TAGS[at]}, {TAGS[at - 1]}"
