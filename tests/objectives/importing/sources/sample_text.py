"""The sample's rows as the text that one takes off slides, as broken as that is."""

import json
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SAID = "Objective\tMeasure of success\tDependency\tETA\tStatus"
NEXT = "Objective\tExpected impact\tDependency\tETA\tStatus"
DRAFT = "DRAFT; to be finalized in our Ops off-site meeting Jan 20"
TEXTS = ("title", "measure", "dependency", "eta", "status")
# What the edge of a cell, or the end of a line, does to words.
BROKEN = {
    "said": (("nova-network", "nova- network"), ("redundancy)", "redundanc y)")),
    "did": (),
    "next": (),
}


def sample():
    """The records of the sample by model, in their order."""
    found = defaultdict(list)
    for record in json.loads((ROOT / "fixtures" / "techops.json").read_text()):
        name = record["model"].split(".")[1]
        found[name].append(record["fields"] | {"pk": record["pk"]})
    return found


def slide_text():
    """The deck of the sample, part by part."""
    rows = sample()
    parts = [
        head(rows),
        *(tables(rows, "said"), tables(rows, "did")),
        slide("Background:", rows["textslide"][0]["text"]),
        unplanned([project["text"] for project in rows["project"]]),
        slide("What we learned: About the process", rows["textslide"][1]["text"]),
        metrics(rows["metric"], rows["reading"]),
        slide("Background", rows["textslide"][2]["text"]),
        tables(rows, "next"),
        rows["textslide"][3]["text"].replace("- ", "• "),
    ]
    return "\n\n\n \n".join(parts)


def head(rows):
    organization = rows["organization"][0]
    agenda = " ".join(
        f"{section['title']} - {length(section['seconds'])}"
        for section in rows["section"]
    )
    names = "\n\n \n\n".join(member["name"] for member in rows["member"])
    title = f"{rows['team'][0]['name']} Quarterly Review {organization['name']}"
    lines = [f"{title} - Q2 2014-15", organization["licence_notice"], "Agenda", agenda]
    return "\n\n".join([*lines, "Team and staffing numbers slide", names])


def length(seconds):
    return f"{seconds} seconds" if seconds < 60 else f"{seconds // 60} minutes"


def tables(rows, part):
    """The tables of a part, with headings that slides broke."""
    own = rows["objective"]
    if part == "said":
        placed = {
            commitment["objective"]: commitment for commitment in rows["commitment"]
        }
        own = [
            row | placed[row["pk"]] | {"pk": row["pk"]}
            for row in own
            if row["pk"] in placed
        ]
    by_plan = defaultdict(list)
    for row in own:
        by_plan[row["plan"]].append("\t".join(row[name] for name in TEXTS))
    operations, labs = by_plan[3], by_plan[4]
    leftovers = "Site Operations Q1 lefto\tovers\t\t\t"
    if part == "next":
        first = wide(
            [NEXT, "Site Operations Q3\tSite Operations Q3\t\t\t", *by_plan[5]]
        )
        return f"{DRAFT}\n\n{first}\n\n{DRAFT}\n\n" + "\n".join(
            [NEXT, "Labs Q3\t\t\t\t", *by_plan[6]]
        )
    last = [SAID, "Labs Q1\t\t\t\t", *labs[:2], "Labs Q2\t\t\t\t", *labs[2:]]
    if part == "did":
        last[1], last[4] = "Labs Q1\tLabs Q1\t\t\t", "Labs Q2\t\t\t•\t"
    text = "\n\n".join(
        [
            "\n".join([SAID, leftovers, *operations[:3]]),
            "\n".join([SAID, "Site Operations Q2\t\t\t\t", *operations[3:]]),
            wide(last) if part == "did" else "\n".join(last),
        ]
    )
    for whole, broken in BROKEN[part]:
        text = text.replace(whole, broken)
    return text


def wide(lines):
    """Lines with two cells too many."""
    return "\n".join(f"{line}\t\t" for line in lines)


def slide(title, text):
    return f"{title}\n\n{text.replace('  ', ' ').rstrip()}"


def unplanned(items):
    """Two slides of the same title, of two columns each; an item goes on below."""
    lines = [f"- {item}" for item in items]
    at = next(at for at, line in enumerate(lines) if line.endswith(" deployment"))
    lines[at] = lines[at].removesuffix(" deployment") + "\n deployment"
    title = "What we did instead: Projects"
    columns = ["\n".join(part) for part in (lines[:13], lines[13:24], lines[24:33])]
    last = "\n".join(lines[33:])
    first, second, third = columns
    return f"{title}\n\n \n{first}\n\n{second}\n\n{title}\n\n{third}\n\n \n{last}"


def metrics(topics, readings):
    """Charts without a word, monitors with their period, and one list of three."""
    prefix = "Metrics and callouts:"
    slides = [
        f"{prefix} {topic['name'][:1].lower()}{topic['name'][1:]}"
        for topic in topics[:2]
    ]
    slides += [
        f"{prefix} {topic['name']}\n\n{topic['heading']}\n\n{topic['period']} "
        f"Monitors: {topic['monitor']}"
        for topic in topics[2:4]
    ]
    names = ", ".join(topic["name"] for topic in topics[4:])
    period = topics[4]["period"].replace("–", " ")
    count = f"{readings[0]['value']} {topics[4]['unit']}"
    slides.append(
        f"{prefix} {names}\n\n- From {period}\n - {count}\n - {readings[0]['comment']}"
    )
    return "\n\n\n".join(slides)
