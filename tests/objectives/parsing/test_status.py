import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.parsing.status import State, Status, read_status

EVERY_CHARACTER = st.characters(exclude_categories=())
FRAGMENTS = st.sampled_from(
    [
        "done", "Done.", "completed", "complete", "not", "Not", "never", "isn't",
        "will", "be", "✅", "❌", "🚫", "🟢", "🔴", "100%", "50%", "~50%", "0%", "7-8%",
        "150", "%", "about", "percent", "(", ")", "[", "]", ":", ";", ",", "-",
        ".", "…", "?", "deferred", "moved", "extend", "to", "until", "Q3", "next",
        "FY", "at", "risk", "stalled", "blocked", "on", "hold", "started", "in",
        "progress", "dropped", "planning", "initial", "nearly", "ready",
        "available", "users", "3", "of", "10", "٥٠%", "½", "\x00", "\ud800",
    ]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(EVERY_CHARACTER),
    st.lists(FRAGMENTS).map(" ".join),
    st.lists(FRAGMENTS).map("".join),
)
DONE_WORDS = st.sampled_from(
    ["done", "Done", "DONE", "completed", "complete", "finished", "delivered", "live"]
    + ["shipped", "deployed", "100% done", "100% complete", "available to users"]
)

SAID = [
    ("Completed", State.DONE),
    ("Work finally started in November", State.ON_TRACK),
    ("Stalled since Q1", State.STALLED),
]
DID = [
    ("Completed (but exactly one quarter late)", State.DONE, None),
    ("At risk (~50% of the work completed)", State.AT_RISK, 50),
    (
        "Initial stages, extend to Q3, (insufficient staff time)",
        State.DEFERRED,
        None,
    ),
    ("Deferred to Q3. HHVM just completed.", State.DEFERRED, None),
    ("Deferred. Insufficient staff time available.", State.DEFERRED, None),
    ("Completed.", State.DONE, None),
    (
        "Deferred to next FY. Insufficient time and not enough gain.",
        State.DEFERRED,
        None,
    ),
    (
        "At risk: 75% completed. When fundraiser started, work was deflected.",
        State.AT_RISK,
        75,
    ),
    (
        "Nearly ready. Replication is pending a migration step with long downtime.",
        State.ON_TRACK,
        None,
    ),
    ('"Time travel" backups available to users.', State.DONE, None),
    ('Neutron still doesn\'t support a "flat" network model.', None, None),
    ("Not started yet due to Labs dependency.", State.NOT_STARTED, None),
]
NEXT = [
    ("50% complete", State.ON_TRACK, 50),
    ("Procurement and initial installs have started", State.ON_TRACK, None),
    ("Initial test setups have been built", State.ON_TRACK, None),
    ("Planning stage", State.NOT_STARTED, None),
    ("Prep work in Labs, RIPE Atlas", State.ON_TRACK, None),
    ("20% complete", State.ON_TRACK, 20),
]


@pytest.mark.parametrize(("text", "state", "percent"), DID + NEXT)
def test_the_sample_reads_as_its_team_meant_it(text, state, percent):
    status = read_status(text)

    assert (status.text, status.state, status.percent) == (text, state, percent)


@pytest.mark.parametrize(("text", "state"), SAID)
def test_the_sample_reads_as_it_was_reported_before(text, state):
    assert read_status(text).state is state


def test_three_of_the_twelve_objectives_of_the_sample_are_done():
    states = [read_status(text).state for text, _, _ in DID]

    assert len(states) == 12
    assert states.count(State.DONE) == 3


@pytest.mark.parametrize(
    "text",
    ["done", "Done.", "DONE!", "Done...", " done ", "done (100%)", "done 100%", "100%"]
    + ["Done: 100%", "100% complete", "is done", "All done", "Status: done", "**Done**"]
    + ["[x] done", "Finished", "Delivered", "Shipped", "done and deployed", "was done"]
    + ["Work completed", "Completed successfully", "has been completed", "now live"]
    + ["done in May", "Completed on 2015-02-28", "Completed in November", "Done Q3"]
    + ["Completed, on schedule", "completed one quarter late", "done ahead of time"]
    + [
        "Deployed to production",
        "Released to all users",
        "✅",
        "✅ done",
        "✔️",
        "🟢 Done",
    ]
    + ["Completed in the meeting", "Shipped to all users", "Deployed everywhere"]
    + ["Done: migrated all servers", "[Completed.](https://example.org/a_(b))"]
    + ["150%", "100.5%", "110% attainment", "Completed (120%)", "120% of target"]
    + ["10/10 (110%)", "5/5 (100%)", "10 of 10 sites (100%)", "12/10 (100%)"]
    + [
        "✅ Migrated all servers",
        "Completed. HHVM is at risk.",
        "Completed (see T123)",
    ],
)
def test_a_status_that_says_done_is_done(text):
    assert read_status(text).state is State.DONE


@pytest.mark.parametrize(
    "text",
    [
        "not completed yet",
        "not done",
        "Not yet done",
        "isn't done",
        "isn’t done",
        "undone",
    ]
    + ["never finished", "incomplete", "(not) done", "done? no", "Done?", "Done: no"]
    + ["Done. Not!", "Completed. 50% done in Labs.", "Done, but not deployed", "Done:"]
    + ["done except docs", "done (API only)", "Done (phase 1)", "Completed, phase 1"]
    + ["Completed: 3 of 10 sites", "Completed 3 sites", "done 3/5", "✅ 3 of 5"]
    + [
        "will be done in May",
        "To be completed",
        "done by May",
        "Complete in May",
        "❌?",
    ]
    + [
        "live in May",
        "❌ done",
        "✅❌",
        "[ ] done",
        "done; waiting for sign-off",
        "Done…",
    ]
    + ["Completed - stalled", "Completed but delayed", "100% complete except docs"]
    + ["Migration completed", "Done with the design", "not 100% done", "Target: 100%"]
    + ["not yet at 100%", "will be 100% done", "no longer available to users"]
    + ["soon available to users", "available to users?", "Some available to users"]
    + ["complete rewrite", "7-8%", "-5%", "1,000%", "٥٠%", "99.9% up"]
    + [
        "Done: design. To do: the rest.",
        "Done: the API. Docs are pending.",
        "3/5 (50%)",
    ]
    + [
        "50% done. 80% complete.",
        "40% (60%)",
        "in the meeting",
        "Missed?",
        "not failed",
    ]
    + ["Failed over to the other site", "Failed to reproduce it", "not yet achieved"]
    + ["Missed (100%)", "recurring errors fixed", "Deprecated the old API"]
    + ["Error rate dropped to 3%", "Traffic dropped", "Dropped support for RT", "yes"]
    + ["blocked malicious traffic", "Moved to production", "extended to all users"]
    + [
        "not deferred",
        "no longer blocked",
        "not at risk",
        "Unblocked",
        "may slip to Q3",
    ]
    + ["will be on track", "Latency down 30%", "50% of servers migrated", "Q3"]
    + [
        "less than 50% complete",
        "30% or 40% done",
        "\x00",
        "\ud800",
        "(",
        "...",
        "***",
    ],
)
def test_unclear_texts_stay_unread(text):
    status = read_status(text)

    assert status.text == text
    assert (status.state, status.is_unread) == (None, text != "...")


@pytest.mark.parametrize(
    "text", ["", " ", "-", "—", "TBD", "n/a", "?", "none", "unknown", "\n"]
)
def test_a_blank_status_says_nothing(text):
    status = read_status(text)

    assert status == Status(text)
    assert not status.is_unread
    assert status.reading == ""


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("On track", State.ON_TRACK),
        ("in progress", State.ON_TRACK),
        ("WIP", State.ON_TRACK),
        ("ongoing", State.ON_TRACK),
        ("Rollout underway", State.ON_TRACK),
        ("Nearly done", State.ON_TRACK),
        ("almost complete", State.ON_TRACK),
        ("Mostly done (90%)", State.ON_TRACK),
        ("done (90%)", State.ON_TRACK),
        ("Completed 50%", State.ON_TRACK),
        ("✅ in progress", State.ON_TRACK),
        ("Waiting for hardware. 50% complete.", State.ON_TRACK),
        ("🟢", State.ON_TRACK),
        ("Not started", State.NOT_STARTED),
        ("hasn't started", State.NOT_STARTED),
        ("Haven’t begun", State.NOT_STARTED),
        ("Yet to start", State.NOT_STARTED),
        ("will start in May", State.NOT_STARTED),
        ("To do", State.NOT_STARTED),
        ("Planned", State.NOT_STARTED),
        ("0%", State.NOT_STARTED),
        ("done: 0%", State.NOT_STARTED),
        ("at-risk", State.AT_RISK),
        ("delayed", State.AT_RISK),
        ("behind", State.AT_RISK),
        ("Behind schedule", State.AT_RISK),
        ("not on track", State.AT_RISK),
        ("In progress but at risk", State.AT_RISK),
        ("🟡", State.AT_RISK),
        ("🔴", State.AT_RISK),
        ("🟢 At risk", State.AT_RISK),
        ("stalled", State.STALLED),
        ("blocked", State.STALLED),
        ("Blocked by legal", State.STALLED),
        ("Started but blocked on hardware", State.STALLED),
        ("paused", State.STALLED),
        ("on-hold(40%)", State.STALLED),
        ("On hold until Q3", State.STALLED),
        ("✅ blocked", State.STALLED),
        ("deferred", State.DEFERRED),
        ("Postponed", State.DEFERRED),
        ("Carried over", State.DEFERRED),
        ("cancelled", State.DROPPED),
        ("Canceled", State.DROPPED),
        ("Dropped due to cost", State.DROPPED),
        ("abandoned", State.DROPPED),
        ("Won't do", State.DROPPED),
        ("🚫 (lack of funding)", State.DROPPED),
        ("🚫 lack of funding", State.DROPPED),
        ("Deprecated", State.DROPPED),
        ("deprecated in favour of the new one", State.DROPPED),
        ("Superseded by the platform's own plan", State.DROPPED),
        ("Recurring", State.ON_TRACK),
        ("Recurring task", State.ON_TRACK),
        ("0% (moved to the next quarter)", State.DEFERRED),
        ("40% [moved to Q3](https://example.org)", State.DEFERRED),
        ("moved to H2", State.DEFERRED),
        ("moved to Q3/Q4", State.DEFERRED),
        ("Not completed, moved to Q3", State.DEFERRED),
        ("Not completed (moved to Q3)", State.DEFERRED),
    ],
)
def test_the_words_of_other_organisations_are_read(text, state):
    assert read_status(text).state is state


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Deferred to Q3. HHVM just completed.", "Q3"),
        ("Deferred to next FY. Insufficient time and not enough gain.", "next FY"),
        ("Deferred. Insufficient staff time available.", ""),
        ("Initial stages, extend to Q3, (insufficient staff time)", "Q3"),
        ("moved to 2025q1 (30%)", "2025q1"),
        ("Will be moved to Q2 2014-15", "Q2 2014-15"),
        ("delayed until Q3", "Q3"),
        ("slipped to May", "May"),
        ("pushed back to next quarter due to staffing", "next quarter"),
        ("carried over to Q3", "Q3"),
        ("Postponed until the next off-site", "the next off-site"),
        ("Deferred indefinitely", ""),
        ("Deferred to " + "x" * 100, ""),
    ],
)
def test_a_deferral_keeps_its_target_as_typed(text, target):
    status = read_status(text)

    assert status.deferred_to == target


@pytest.mark.parametrize(
    ("text", "percent", "is_about"),
    [
        ("At risk (~50% of the work completed)", 50, True),
        ("At risk: 75% completed.", 75, False),
        ("in progress (40%)", 40, False),
        ("99% (see T123)", 99, False),
        ("99% [waiting](https://example.org)", 99, False),
        ("Status: 99% (T123)", 99, False),
        ("80% attainment", 80, False),
        ("120% attainment", 120, False),
        ("10/10 (110%)", 110, False),
        ("3/5 (60%)", 60, False),
        ("2/3 sites (67%)", 67, False),
        ("3/5 (50%)", None, False),
        ("4/5 (100%)", None, False),
        ("0/0 (100%)", None, False),
        ("50% done. 50% complete.", 50, False),
        ("50% done. 80% complete.", None, False),
        ("40% (60%)", None, False),
        ("on-hold(40%)", 40, False),
        ("moved to 2025q1 (30%)", 30, False),
        ("done (100%)", 100, False),
        ("0%", 0, False),
        ("about 50 %", 50, True),
        ("approx. 50%", 50, True),
        ("ca. 50% done", 50, True),
        ("circa 50 percent", 50, True),
        ("more than 50% complete", 50, True),
        ("nearly 100% complete", 100, True),
        ("33.3%", 33, True),
        ("Progress: 40%", 40, False),
        ("stalled at 40%", 40, False),
        ("In progress. 50% complete.", 50, False),
        ("75% complete (was 50%)", 75, False),
        ("Not completed (40%)", 40, False),
        ("in progress", None, False),
        ("Completed", None, False),
        ("in progress (7-8%)", None, False),
        ("in progress (150%)", None, False),
        ("in progress (30%, 40%)", None, False),
        ("in progress, errors down by 30%", None, False),
        ("in progress (<50%)", None, False),
        ("Completed. Latency is lower, 30%", None, False),
        ("in progress (٥٠%)", None, False),
    ],
)
def test_a_percentage_is_the_share_of_the_work(text, percent, is_about):
    status = read_status(text)

    assert (status.percent, status.is_about) == (percent, is_about)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("At risk (~50% of the work completed)", "at risk, about 50 %"),
        ("Deferred to Q3. HHVM just completed.", "deferred to Q3"),
        ("moved to 2025q1 (30%)", "deferred to 2025q1, 30 %"),
        ("Completed", "done"),
        ("Not started yet due to Labs dependency.", "not started"),
        ("Neutron still doesn't support it", "not read"),
        ("Not completed (40%)", "missed, 40 %"),
        ("10/10 (110%)", "done, 110 %"),
    ],
)
def test_the_reading_is_in_plain_words(text, reading):
    assert read_status(text).reading == reading


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Deferred to Q3. " + "HHVM done. " * 10**5, State.DEFERRED),
        ("done " * 10**6, None),
        ("done (" + "x" * 10**6 + " not)", None),
        ("(" * 10**6, None),
        ("9" * 10**6 + "%", None),
        (" " * 10**6 + "done", State.DONE),
    ],
)
def test_only_the_beginning_of_a_very_long_text_is_read(text, state):
    assert read_status(text).state is state


@given(text=ANYTHING)
def test_any_text_is_stored_and_reading_it_again_gives_the_same(text):
    status = read_status(text)

    assert status.text == text
    assert status == read_status(text)


@given(text=ANYTHING)
def test_readings_stay_within_their_bounds(text):
    status = read_status(text)

    assert status.percent is None or 0 <= status.percent <= 999
    assert status.percent is not None or not status.is_about
    assert status.state is State.DEFERRED or status.deferred_to == ""
    assert len(status.deferred_to) <= 60
    assert status.deferred_to in " ".join(text.split()).replace("’", "'")
    assert not (status.is_unread and status.state)


@given(text=ANYTHING)
def test_done_is_never_less_than_100_percent(text):
    status = read_status(text)

    assert status.state is not State.DONE or (status.percent or 100) >= 100


@given(text=ANYTHING)
def test_only_what_is_done_is_more_than_100_percent(text):
    status = read_status(text)

    assert status.state is State.DONE or (status.percent or 0) <= 100


@pytest.mark.parametrize(
    "text",
    ["Not completed", "not achieved.", "Missed", "Missed the target", "failed"]
    + ["Failed due to staffing", "🔴 Not completed", "Status: missed", "Target not met"]
    + [
        "It was not completed in time",
        "Not completed (40%)",
        "Failed: 40%",
        "❌ Missed",
    ]
    + ["🚫", "✗", "❌", " 🚫 ", "✘✘", "[Missed](https://example.org)"],
)
def test_what_was_not_achieved_is_missed(text):
    assert read_status(text).state is State.MISSED


@given(
    miss=st.sampled_from(["Not completed", "Missed", "Failed", "Not achieved"]),
    other=st.sampled_from(
        [("in progress", State.ON_TRACK), ("at risk", State.AT_RISK)]
        + [("blocked", State.STALLED), ("deferred", State.DEFERRED)]
        + [("dropped", State.DROPPED), ("not started", State.NOT_STARTED)]
    ),
)
def test_missed_yields_to_every_other_state(miss, other):
    words, state = other

    assert read_status(f"{miss}, {words}").state is state


@given(part=st.integers(0, 200), whole=st.integers(1, 200))
def test_a_ratio_and_its_percentage_are_read_where_they_agree(part, whole):
    percent = 100 * part // whole
    status = read_status(f"{part}/{whole} ({percent}%)")

    if percent <= 999:
        assert status.percent == percent
        assert (status.state is State.DONE) == (part >= whole)
    other = percent + 2 if percent < 98 else 50
    assert read_status(f"{part}/{whole} ({other}%)").percent is None


@given(percent=st.integers(100, 999))
def test_100_percent_and_more_are_done(percent):
    for text in ("{}%", "{}% attainment", "Completed ({}%)", "5/5 ({}%)"):
        status = read_status(text.format(percent))
        assert (status.state, status.percent) == (State.DONE, percent)


@given(link=st.sampled_from(["https://example.org", "http://a.b/c_d?e=1", ""]))
@pytest.mark.parametrize("text", ["Completed.", "Missed", "Deferred to Q3", "40%"])
def test_a_link_is_read_by_its_words(text, link):
    bare, linked = read_status(text), read_status(f"[{text}]({link})")

    assert (linked.state, linked.percent) == (bare.state, bare.percent)


@given(
    denial=st.sampled_from(
        [
            "not",
            "Not",
            "NOT",
            "not yet",
            "never",
            "isn't",
            "isn’t",
            "is not",
            "no longer",
        ]
        + ["hardly", "nearly", "almost", "will be", "to be", "should be", "cannot be"]
        + [
            "not quite",
            "half",
            "partially",
            "if",
            "when",
            "until",
            "❌",
            "0 of 5",
            "nothing",
        ]
    ),
    done=DONE_WORDS,
    end=st.sampled_from(
        ["", ".", "!", " (100%)", " in May", ", on time", " ✅", ": 100%"]
    ),
)
def test_a_denied_done_is_never_done(denial, done, end):
    assert read_status(f"{denial} {done}{end}").state is not State.DONE


@given(
    done=DONE_WORDS,
    doubt=st.sampled_from(
        [
            ": no",
            "?",
            ", not yet deployed",
            " (not)",
            " - except docs",
            " 3 of 10",
            " ❌",
        ]
        + [", pending review", " (phase 1)", " (50%)", ", still testing", " soon", "…"]
        + [" by May", ": to do", ". Not!", " next week", "; needs review", " n't"]
    ),
)
def test_a_doubted_done_is_never_done(done, doubt):
    assert read_status(done + doubt).state is not State.DONE


@given(percent=st.integers(0, 100))
def test_a_bare_percentage_reads_as_itself(percent):
    status = read_status(f"{percent}%")

    begun = {0: State.NOT_STARTED, 100: State.DONE}.get(percent, State.ON_TRACK)
    assert (status.state, status.percent) == (begun, percent)


@given(percent=st.integers(101, 10**6))
def test_more_than_100_is_no_percentage(percent):
    assert read_status(f"in progress ({percent}%)").percent is None


@given(text=st.text(st.characters(categories=["Nd", "No"], max_codepoint=0x1FFFF)))
def test_only_plain_digits_are_a_percentage(text):
    status = read_status(f"{text}%")

    assert status.percent is None or text.isascii()
