"""Short phrases: how late, how often, in words; and names in two letters."""

# fmt: off
NUMBERS = (
    "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)
# fmt: on


def lateness(quarters: int, is_done: bool) -> str:
    """How late an objective is in its nth quarter; empty in its first."""
    if quarters < 2:
        return ""
    if not is_done:
        return f"{ordinal(quarters)} quarter in a row"
    return f"{cardinal(quarters - 1)} quarter{'s' * (quarters > 2)} late"


def lateness_in_short(quarters: int, is_done: bool) -> str:
    """The same in a few letters: 2nd quarter, 1 quarter late."""
    if quarters < 2:
        return ""
    if not is_done:
        return f"{quarters}{suffix(quarters)} quarter"
    return f"{quarters - 1} quarter{'s' * (quarters > 2)} late"


def late_by(days: int) -> str:
    """How many days late, in the largest unit of which there are at least two."""
    for length, unit in ((365, "year"), (30, "month"), (7, "week")):
        if days >= 2 * length:
            return f"{days // length} {unit}s late"
    return f"{days} day{'s' * (days != 1)} late"


def cardinal(number: int) -> str:
    """Spell out a count up to twelve."""
    return NUMBERS[number - 1] if number <= len(NUMBERS) else str(number)


def ordinal(number: int) -> str:
    """Spell out a rank up to twelfth."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    return f"{number}{suffix(number)}"


def suffix(number: int) -> str:
    """What follows the digits of a rank: 2nd, 11th."""
    ending = "" if number % 100 in (11, 12, 13) else "st nd rd"
    return dict(enumerate(ending.split(), 1)).get(number % 10, "th")


def initials(name: str) -> str:
    """Those of the first and the last name: CP for Chase Pettet."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys(words[:1] + words[-1:]))
