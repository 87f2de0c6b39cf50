"""Whether two words are one word, however it is written.

Case, sentence punctuation, hyphens inside a word and British or American spelling make
no other word; articles and signs that stand alone say nothing. Figures are told apart
to the last sign: 0.5 is not 5, nor −5.
"""

import functools
import re

ARTICLES = frozenset(("a", "an", "the"))
# What opens or closes a word in a sentence; a full stop before a digit is part of it.
BEFORE = re.compile(r"^[\"'“”‘’„«»(\[{*_¿¡]+")
AFTER = re.compile(r"[\"'“”‘’«»)\]}*_.,;:!?…]+$")
ALONE = re.compile(r"[-–—/|·•.…]+")
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011\u00ad](?=[^\W\d_])")
# Endings that are spelled in two ways, with enough before them to be one of these.
ENDINGS = tuple(
    (re.compile(pattern), ending)
    for pattern, ending in (
        (r"(?<=[a-z]{3})is(e[drs]?|ers|ing|ations?)$", r"iz\1"),
        (r"(?<=[a-z]{2})ys(e[drs]?|ing)$", r"yz\1"),
        (r"(?<=[a-z]{3})our(s|ed|ing|ite|ites|able|al|ful|ly|less|hood)?$", r"or\1"),
        (r"(?<=[a-z]{2})([bt])re([ds]?)$", r"\1er\2"),
        (r"(?<=[a-z]{2})([bt])red$", r"\1ered"),
        (r"(?<=[a-z]{2})ogue(s?)$", r"og\1"),
        (r"(?<=[a-z]{2})enc(es?)$", r"ens\1"),
        (r"(?<=[aeiou])([a-z]*[aeiou])ll(ed|ing|ers?)$", r"\1l\2"),
        (r"^programme([ds]?)$", r"program\1"),
        (r"^practis(ed?|es|ing)$", r"practic\1"),
        (r"^gre(y|ys)$", r"gra\1"),
        (r"^judgement(s?)$", r"judgment\1"),
        (r"^(fulfi|enro)ll?(s?)$", r"\1l\2"),
    )
)


@functools.lru_cache(maxsize=8192)
def meant(word: str) -> str:
    """What a word of a text stands for; empty if it says nothing."""
    bare = AFTER.sub("", BEFORE.sub("", word.casefold().replace("’", "'")))
    if not bare or bare in ARTICLES or ALONE.fullmatch(bare):
        return ""
    bare = HYPHEN.sub("", bare)
    if not bare.isalpha():
        return bare
    for pattern, ending in ENDINGS:
        bare = pattern.sub(ending, bare)
    return bare
