"""Read how much of the work a status says is done.

A percentage counts where it can only be the share of the work: "75% completed",
"(40%)", "99% (see T1)", not "30% faster", not "7-8%". More than 100 is as typed; whole
numbers only, and what was rounded is about. Two figures in one text are no figure
unless they agree: "3/5 (60%)" is 60, "3/5 (50%)" and "40%. Now 50% done." are none.
"""

import re
from collections.abc import Iterator

_PERCENT = re.compile(
    r"(?P<about>[~≈] ?|\b(?:about|around|approx|approximately|circa|ca|c|roughly|nearly"
    r"|almost|over|more than|at least) )?(?<![\w.,+<>/–−-])(?P<whole>[0-9]{1,3})"
    r"(?:[.,](?P<part>[0-9]{1,2}))? ?(?:%|per ?cent\b)"
    r"(?:(?P<share> ?(?:of (?:the |all )*(?:work|project|target|goal) )?"
    r"(?:(?:is|are) )?(?:complete|completed|completion|done|finished|ready|there"
    r"|through|progress|implemented|delivered|deployed|migrated|attainment|attained"
    r"|achieved|achievement|so far)\b)"
    r"|(?: of (?:the |all )*(?:work|project|target|goal))?"
    r"(?= ?(?:$|[)\],;:])| [-–—] (?![0-9]))"
    r"|(?P<aside>(?= ?[(\[])))",
    re.IGNORECASE,
)
_SIGNS = r"[✅✔✓☑🟢🟡🟠🔴]"
_FIRST = re.compile(
    rf"^(?:(?:status|state|progress|completion) ?[:=] ?)?(?:{_SIGNS} ?)?(?:at )?$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^(?:at )?|[(\[:=|✅✔✓☑🟢🟡🟠🔴] ?|(?:(?<![0-9]),|(?<![0-9%]) [-–—]) "
    r"|\b(?:done|completed?|finished|track|progress|wip|ongoing|risk|stalled|hold|now"
    r"|blocked|paused|delayed|started|currently|already|still|only) (?:at )?)$",
    re.IGNORECASE,
)
_NO_SHARE = re.compile(
    r"(?:\b(?:to|than|from|by|and|or|under|below|least|most|goal|target|aim|expected"
    r"|planned) ?:?|[0-9%] ?[-–—/]|[<>]) ?$|(?:n't|\b(?:not|never|no|will|would|should"
    r"|could|might|must|if|when|once|until|before|unless))\b[^,;:()\[\]]*$",
    re.IGNORECASE,
)
# 3/5 (60%), 10 of 10 sites (100%)
_RATIO = re.compile(
    r"(?<![\w/.,-])(?P<part>[0-9]{1,5}) ?(?:/|of|out of) ?(?P<whole>[0-9]{1,5})"
    r"(?: [a-z]+)? ?[(\[](?P<percent>[0-9]{1,3})(?:[.,][0-9]{1,2})? ?%[)\]]",
    re.IGNORECASE,
)
_REACHED = re.compile(r"(?<![\w.,+<>/–−-])[1-9][0-9]{2}(?:[.,][0-9]{1,2})? ?%")


def share(sentence: str, rest: str) -> tuple[int | None, bool]:
    """The percentage that all figures of a text agree on, and whether it is about."""
    found = [*_shares(sentence, is_first=True), *_shares(rest, is_first=False)]
    numbers = {number for number, _ in found}
    if len(numbers) != 1 or not all(map(_agrees, _RATIO.finditer(sentence))):
        return None, False
    return numbers.pop(), any(is_about for _, is_about in found)


def with_whole_shares(sentence: str) -> str:
    """The sentence with 100% wherever it says that at least that much was reached."""

    def whole(found: re.Match[str]) -> str:
        is_whole = int(found["percent"]) >= 100 and _agrees(found)
        return "100%" if is_whole else found[0]

    return _REACHED.sub("100%", _RATIO.sub(whole, sentence))


def _agrees(ratio: re.Match[str]) -> bool:
    """Whether a ratio comes to the percentage behind it, or both to all and more."""
    part, whole, percent = (int(ratio[name]) for name in ("part", "whole", "percent"))
    if not whole:
        return False
    worked_out = 100 * part / whole
    return min(worked_out, percent) >= 100 or abs(worked_out - percent) <= 1


def _shares(words: str, *, is_first: bool) -> Iterator[tuple[int, bool]]:
    for found in _PERCENT.finditer(words):
        before = words[max(0, found.start() - 80) : found.start()]
        opening = _FIRST if found["aside"] is not None else _OPENING
        is_share = found["share"] or (is_first and opening.search(before))
        whole, has_part = int(found["whole"]), int(found["part"] or 0) > 0
        if is_share and not _NO_SHARE.search(before):
            yield whole, (has_part and whole < 100) or bool(found["about"])
