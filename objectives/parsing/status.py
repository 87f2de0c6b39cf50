"""Read the state and the percentage that a person meant by the status they typed.

The typed text is the record; what is derived here is a suggestion, and it never says
more than the words do. The first sentence decides. "Done" is read only where that
sentence begins with it and nothing in it casts doubt: "done except the docs", "will be
done in May", "Completed: 3 of 10 sites" stay unread. `share` has the percentages; at
least 100 % is done. "Moved to Q3" and "extend to Q3" are deferrals, because the words
move the date; "moved to production" is not. Planning alone has not started. Missed is
what was "not completed", "not achieved" or "failed", and a lone cross. On track is all
work that has begun and of which nothing worse is said; beside another state it yields,
and missed yields to every other. No clock and no database.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter

from objectives.parsing.eta import read_eta, says_nothing
from objectives.parsing.share import share, with_whole_shares

LONGEST = 2000
LONGEST_HEAD = 200


class State(enum.StrEnum):
    """What a status says about an objective; the values are stored."""

    DONE = "done"
    ON_TRACK = "on_track"
    NOT_STARTED = "not_started"
    AT_RISK = "at_risk"
    STALLED = "stalled"
    DEFERRED = "deferred"
    DROPPED = "dropped"
    MISSED = "missed"


@dataclass(frozen=True)
class Status:
    """A typed status and how it was read. Without a percentage it is None, not 0."""

    text: str
    state: State | None = None
    percent: int | None = None
    is_about: bool = False
    deferred_to: str = ""

    @property
    def is_unread(self) -> bool:
        return self.state is None and not says_nothing(self.text)

    @property
    def reading(self) -> str:
        if says_nothing(self.text):
            return ""
        words = self.state.replace("_", " ") if self.state else "not read"
        if self.deferred_to:
            words += f" to {self.deferred_to}"
        if self.percent is None:
            return words
        return f"{words}, {'about ' * self.is_about}{self.percent} %"


@lru_cache(maxsize=512)  # the statuses of a table are few, and come again
def read_status(text: str) -> Status:
    """Read a status by its first sentence; keep the text as it was typed."""
    if says_nothing(text):
        return Status(text)
    status = _read(text)
    # The words of a link count where nothing else says what it stands for.
    if status.state is None and (words := _LINK.sub(r"\1", text)) != text:
        linked = _read(words)
        status = replace(linked, text=text) if linked.state else status
    return status


def _read(text: str) -> Status:
    sentence, rest = _first_sentence(text)
    words = _outside_brackets(sentence)
    percent, is_about = share(sentence, rest)
    state, target = _phrase(words)
    if _is_done(with_whole_shares(sentence), rest) and not _RETRACTED.match(rest):
        is_whole = percent is None or percent >= 100
        is_agreed = state in (None, State.ON_TRACK) and is_whole
        state, target = State.DONE if is_agreed else None, ""
    elif _CROSS.fullmatch(sentence) and not rest:
        state = State.MISSED
    elif state in (None, State.MISSED):
        state, target = _in_brackets(sentence, words) or (state, "")
        state = state or _state_by_share(sentence, percent, is_about=is_about)
        if state is State.MISSED and percent is not None and percent >= 100:
            state = None
    if percent is not None and percent > 100 and state is not State.DONE:
        percent, is_about = None, False
    return Status(text, state, percent, is_about, target)


# Words for work that is done, and words that cast doubt on it.
_LABEL = r"(?:(?:status|state|progress|completion) ?[:=] ?)?"
_FILLERS = (
    r"(?:(?:is|are|was|has|have|been|now|already|currently|still|fully|successfully"
    r"|temporarily|all|the|this|it|we|work|project|task|objective|goal) )*"
)
_DONE_WORD = (
    r"(?:done|completed?|finished|delivered|shipped|launched|released|deployed|live"
    r"|implemented|achieved|accomplished|fulfilled)"
)
_ATTAINED = (
    rf"(?:{_DONE_WORD}|attained|attainment|achievement|reached"
    r"|of (?:the )?(?:target|goal)(?: (?:achieved|attained|reached))?)"
)
_DONE_SIGN = re.compile(r"[✅✔✓☑]")
_DONE = re.compile(
    rf"{_LABEL}(?:[🟢✅✔✓☑] ?)?{_FILLERS}"
    rf"(?:{_DONE_WORD}(?: and {_DONE_WORD})?|100 ?%(?: {_ATTAINED})?)(?!\w)",
    re.IGNORECASE,
)
_AFTER_DONE = re.compile(
    r"(?:(?:exactly )?(?:an?|one|two|three|[0-9]) (?:day|week|month|quarter|year)s? )?"
    r"(?:late|early)|on time|on schedule|ahead of (?:time|schedule)|as planned"
    r"|(?:in|to) production|100 ?%|successfully|yesterday|today|last week|[✅✔✓☑]+"
    r"|everywhere|(?:in|at|during) (?:the|our|this)(?: [\w-]+)? (?:meeting|off-?site"
    r"|workshop|summit|sprint|hackathon)",
    re.IGNORECASE,
)
_DELIVERED = re.compile(
    r"\b(?:available|released|rolled out|deployed|launched|shipped) (?:to|for) "
    r"(?:all )?(?:the )?(?:users|customers|everyone)$",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"[?…❌✖✗✘🚫⛔🔴🟠🟡⏸]|\[ ?\]|n't\b|(?<!\b100)(?<!\b100 )%|\bper ?cent\b"
    r"|\b(?:not|no|nor|never|none|nothing|cannot|hardly|barely|almost|nearly|mostly"
    r"|most|some|part|partial|partially|partly|half|phase|step|stage|only|except|without"
    r"|excluding|apart|minus|pending|awaiting|waiting|remains?|remaining|left|missing"
    r"|needs?|still|yet|to be|to ?do|will|would|should|could|might|must|soon|once|when"
    r"|if|until|unless|before|next|later|expected|failed|false|beta|pilot|untested)\b"
    r"|(?<![0-9/.-])[0-9]{1,4} ?(?:/|of|out of) ?[0-9]{1,4}(?![0-9/])",
    re.IGNORECASE,
)
_RETRACTED = re.compile(r"(?:but )?(?:not|except|only)\b", re.IGNORECASE)
_DENIED = re.compile(r"[?❌✖✗✘🚫⛔]|n't\b|\b(?:not|no|never)\b", re.IGNORECASE)

# The other states.
_START = rf"(?:^|[,;:] ?|\b(?:but|and|then) ){_LABEL}{_FILLERS}"
_END = r"(?= ?(?:$|[^\w\s'%]))"
_CAUSE = r"(?= ?(?:$|[^\w\s'%])| (?:due|because|as|since|for|after|owing|in favou?r)\b)"
_STOP = (
    r"(?= ?(?:$|[^\w\s'%])| (?:due|because|as|since|for|after|owing|in|on|at|by|until"
    r"|till|pending|awaiting|waiting|with|while|and|but|again|indefinitely|this)\b)"
)
_TARGET = (
    r"(?P<target>[^,;:()\[\]?…]{1,60}?)(?= ?(?:$|[,;:()\[\]?…])"
    r"| (?:[-–—]|due|because|as|since|for|by|owing|with|while|after|when|if|and|but) )"
)
_PUT_OFF = r"deferred|postponed|put off|carried (?:over|forward)|rolled over"
_MOVED = (
    r"(?:mov(?:e|ed|ing)|extend(?:ed|ing)?|push(?:ed)?|slip(?:s|ped|ping)?|shift(?:ed)?"
    r"|bump(?:ed)?|carry|roll|defer|postpone|delay(?:ed)?|reschedul(?:e|ed))"
    r"(?: over| back| out)?"
)
_PHRASES = {
    State.DEFERRED: (
        rf"\b(?:will (?:be )?)?(?:(?:{_PUT_OFF}){_STOP}(?! (?:until|till)\b)"
        rf"|(?:(?P<put_off>{_PUT_OFF})|{_MOVED}) (?:to|until|till|into) {_TARGET})"
    ),
    State.DROPPED: (
        rf"{_START}(?:cancell?ed|dropped|abandoned|scrapped|discontinued|withdrawn"
        rf"|de-?scoped|won't (?:do|fix)|wontfix|deprecated|superseded){_CAUSE}"
        rf"|{_START}(?:deprecated|superseded) by \S"
    ),
    State.NOT_STARTED: (
        r"(?:\bnot|n't|\bnever)(?: (?:yet|been|even|really))* (?:started|begun)\b"
        r"|\b(?:unstarted|(?:yet|due) to (?:start|begin)|to be started"
        r"|will (?:start|begin|be started))\b"
        rf"|{_START}(?:to-? ?do|backlog|queued|planned"
        rf"|(?:in )?planning(?: stages?| phase)?){_STOP}"
    ),
    State.STALLED: (
        rf"\b(?:stalled|on[- ]?hold|blocked|paused|suspended|stuck|halted){_STOP}"
    ),
    State.AT_RISK: (
        r"\b(?:at[- ]risk|not on (?:track|schedule|target)|off[- ]track|running late"
        rf"|behind (?:schedule|plan|target))\b|\b(?:delayed|slipping|slipped){_STOP}"
        rf"|{_START}(?:behind|late|red|amber|yellow){_END}"
    ),
    State.ON_TRACK: (
        r"\b(?:on[- ](?:track|schedule|target)|in[- ]progress|wip|on-?going|under ?way"
        r"|progressing|working on|started|begun|began|nearing completion)\b"
        r"|\b(?:nearly|almost|mostly|partially|partly|largely|half|close to)"
        r" (?:ready|done|completed?|completion|finished|there)\b"
        rf"|{_START}(?:initial (?:stages?|phase|steps?|work)\b|early stages?\b"
        r"|initial(?: [\w-]+){1,3} ha(?:ve|s) been \w|prep(?:arations?)?\b"
        rf"|preparing\b|green{_END}|recurring(?: \w+)?{_STOP})"
    ),
    State.MISSED: (
        rf"^{_LABEL}(?:[❌✖✗✘🚫⛔🔴] ?)?{_FILLERS}(?:targets? )?"
        r"(?:not (?:completed|achieved|met)|failed|missed"
        r"(?: (?:(?:the|its|our) )?(?:deadline|target|goal))?)"
        rf"(?: (?:in|on) time| (?:in )?(?:the|this) quarter)?{_CAUSE}(?! ?[?…])"
    ),
}
_STATES = {state: re.compile(form, re.I) for state, form in _PHRASES.items()}
_SIGNS = {
    "🚫": State.DROPPED,
    "⏸": State.STALLED,
    "🔴": State.AT_RISK,
    "🟠": State.AT_RISK,
    "🟡": State.AT_RISK,
    "🟢": State.ON_TRACK,
}
_DENIAL = re.compile(
    r"(?:n't|\b(?:not|no|never|longer|without|hardly|previously|formerly|if|unless|when"
    r"|once|before|after|will|might|could|would|should|(?-i:may))|^may)\b"
    r"(?: [^\s,;:]+){0,2} $",
    re.IGNORECASE,
)
# Signs that alone say that it came to nothing; beside words they only deny or drop.
_CROSS = re.compile(r"[🚫✗✘✖❌](?: ?[🚫✗✘✖❌])*")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
_ONLY_SHARE = re.compile(r"(?:at )?[~≈]? ?[0-9.,]{1,6} ?%(?: (?:completed?|done))?")
_LATER = re.compile(
    r"(?:the )?(?:(?:next|following|coming) (?:quarter|fy|fiscal year|year|half|month"
    r"|week|sprint|release|q)|later|h[12](?: (?:fy)?[0-9]{2,4})?|q[1-4]/q[1-4])",
    re.IGNORECASE,
)


def _first_sentence(text: str) -> tuple[str, str]:
    head = text.strip()
    if len(head) > LONGEST:
        head = head[:LONGEST_HEAD] + "…"
    head = head.replace("’", "'").replace("\N{VARIATION SELECTOR-16}", "")
    head = re.sub(r"\b(approx|ca|c)\.", r"\1", head, flags=re.IGNORECASE)
    first, *rest = re.split(r"[.!](?=\s|$)|[\r\n]+", head, maxsplit=1)
    first = " ".join(first.split()).strip(" .*_•").removeprefix("- ")
    return first, " ".join("".join(rest).split())


def _outside_brackets(sentence: str) -> str:
    outside = re.sub(r"[(\[][^)\]]*[)\]]?", " ", sentence)
    return " ".join(outside.split()) or sentence.strip("()[] ")


def _is_done(sentence: str, rest: str) -> bool:
    words = _outside_brackets(sentence)
    if _DOUBT.search(sentence):
        return False
    if _DELIVERED.search(words):
        return True
    if found := _DONE.match(words):
        done, tail = found[0].lower(), words[found.end() :]
        return _adds_only_when(done, tail) or _adds_what(done, tail, rest)
    return bool(_DONE_SIGN.match(words)) and _phrase(words)[0] is None


def _adds_what(done: str, tail: str, rest: str) -> bool:
    """Whether a colon and what was done follow, and nothing after that is open."""
    is_list = tail.startswith(": ") and done.endswith(("done", "completed"))
    return is_list and not _DOUBT.search(rest) and _phrase(rest)[0] is None


def _adds_only_when(done: str, tail: str) -> bool:
    """Whether the words directly after "done" only say when or how."""
    words = re.split(r"[,;]| [-–—] | but ", tail, maxsplit=1)[0].strip()
    own = words.lstrip(" :=-")
    if not words or _AFTER_DONE.fullmatch(own):
        return True
    # "Complete in May" and "live in May" may be plans.
    may_be_planned = done.endswith(("complete", "live")) or own.lower().startswith("by")
    return not may_be_planned and _is_time(own)


def _phrase(words: str) -> tuple[State | None, str]:
    """Return the state named first, but on track only if alone, and the new date."""
    named = sorted(_named_states(words), key=itemgetter(0))
    if named and {state for _, state, _ in named} == {State.MISSED}:
        return State.MISSED, ""
    named += [(len(words), _SIGNS[sign], "") for sign in words if sign in _SIGNS]
    for _, state, target in named:
        if state not in (State.ON_TRACK, State.MISSED):
            return state, target
    return (State.ON_TRACK if named else None), ""


def _in_brackets(sentence: str, words: str) -> tuple[State | None, str] | None:
    """What is deferred in the brackets behind a figure or a miss: 0% (moved to Q3)."""
    if not (_ONLY_SHARE.fullmatch(words) or _STATES[State.MISSED].match(words)):
        return None
    found = map(_phrase, re.findall(r"[(\[]([^()\[\]]*)", sentence))
    return next((one for one in found if one[0] is State.DEFERRED), None)


def _named_states(words: str) -> Iterator[tuple[int, State, str]]:
    for state, form in _STATES.items():
        for found in form.finditer(words):
            target = found.groupdict().get("target") or ""
            is_moved = target and not found["put_off"]
            before = words[max(0, found.start() - 60) : found.start()]
            is_meant = not is_moved or _is_time(target)
            if is_meant and not _DENIAL.search(before):
                yield found.start(), state, target


def _is_time(words: str) -> bool:
    """Whether the words name a time, whenever the fiscal year starts."""
    if _LATER.fullmatch(words):
        return True
    readings = (
        read_eta(words, quarter_first_day=date(2000, month, 1), year_start_month=month)
        for month in (1, 7)
    )
    return any(reading.day for reading in readings)


def _state_by_share(
    sentence: str, percent: int | None, *, is_about: bool
) -> State | None:
    if percent is None or _DENIED.search(sentence.partition("%")[0]):
        return None
    if percent == 0 and not is_about:
        return State.NOT_STARTED
    is_part = percent < 100 or (percent == 100 and is_about)
    return State.ON_TRACK if is_part else None
