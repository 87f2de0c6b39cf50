"""Words of addresses, in any script: letters, marks and digits, joined by hyphens."""

import unicodedata

JOINTS = "-_"


def slug_of(text: str) -> str:
    """The words of a text for an address, in ASCII if all letters have such a base."""
    plain = unicodedata.normalize("NFKC", text).lower()
    bases = "".join(
        one
        for one in unicodedata.normalize("NFKD", plain)
        if not unicodedata.category(one).startswith("M")
    )
    is_latin = all(one.isascii() for one in bases if one.isalpha())
    kept = "".join(
        one for one in (bases if is_latin else plain) if is_part(one) or one.isspace()
    )
    words = kept.replace("-", " ").split()
    return "-".join(words).strip(JOINTS)


def is_slug(text: str) -> bool:
    """Whether a text can stand in an address as it is."""
    return all(map(is_part, text)) and any(map(str.isalnum, text))


def is_part(one: str) -> bool:
    """Whether a character is a letter, a mark, a digit or joins words."""
    return one in JOINTS or unicodedata.category(one)[0] in "LM" or one.isdecimal()
