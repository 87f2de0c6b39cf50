"""A review that is harder on a layout than any real one: see `make_stress_review`."""

from datetime import UTC, date, datetime, timedelta

from goals_tracker.pictures import images
from objectives.models import Member, Objective, Organization, Plan, Project, Team
from objectives.models.quarter import Quarter
from reviews.models import Ask, Fetch, Incident, Metric, Review, Section, TextSlide
from tests.pictures import picture, upload

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
DISPLAYS = ("chart", "callout", "bars", "number", "uptime")
WORD = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)
LONG_WORD = (WORD * 4)[:300]
SENTENCE = (
    "All traffic of the second site is served while the first one is switched off. "
)
LONG_TITLE = (SENTENCE * 14)[:1000]
LONG_MEASURE = (SENTENCE * 260)[:20_000]
ARABIC = "نقل جميع خوادم التطبيقات إلى مركز البيانات الجديد قبل نهاية الربع " * 3
CHINESE = "在新的数据中心完成所有应用服务器的迁移并通过故障切换测试" * 4
BURMESE = "ကျွန်ုပ်တို့၏ဆာဗာအားလုံးကို စင်တာအသစ်သို့ ရွှေ့ပြောင်းရန် " * 2
HOSTILE = "<script>alert('&amp;')</script> & <b onclick=x>bold</b> </td></table>"
EMOJI = "🚀 Launch 👩‍👩‍👧‍👦 for everybody 🇫🇷 ✅ "
TEXTS = (
    LONG_TITLE,
    LONG_WORD,
    ARABIC,
    CHINESE,
    BURMESE,
    HOSTILE,
    EMOJI * 6,
    "Short",
    "A line\nand another\n\nand one after a gap",
    "*emphasis* <i>slanted</i> <b>bold</b> and **not markdown**",
)
MARKDOWN = f"""# A heading that is {SENTENCE}

{SENTENCE * 12}

- {LONG_WORD}
  - {ARABIC}
    - {CHINESE}
      - deeper than slides go
- {HOSTILE}
- **bold and *both* of it** with `code` and [a link](https://example.org/)

1. first
2. second {EMOJI}

```
{SENTENCE * 30}
```

> {SENTENCE * 3}

{LONG_MEASURE}
"""


def make_stress_review(objectives=60, markdown=MARKDOWN):
    """Sixty objectives in one plan, every text of TEXTS, and empty everything else."""
    organization = Organization(
        name="Organisation & Söhne " + "Ü" * 50,
        fiscal_year_start=7,
        readers="anyone",
        licence_notice=(CHINESE * 5)[:200],
    )
    organization.save()
    team = make_team("stress", "Team " + WORD[:70])
    empty = make_team("empty", "空" * 80, parent=team)
    quarter = Quarter.objects.opened(Quarter.of(date(2026, 8, 1), year_start_month=7))
    plan = make_plan(team, quarter)
    for index in range(objectives):
        make_objective(plan, index)
    plan.commit(by=None, at=AT)
    change_everything(plan)
    make_plan(empty, quarter)
    next_plan = make_plan(empty, Quarter.objects.opened(quarter.following()))
    next_plan.draft_reason = (SENTENCE * 3)[:160]
    next_plan.save()
    make_objective(next_plan, 0)
    for index in range(126):
        text = TEXTS[index % len(TEXTS)] if index % 9 == 0 else SENTENCE
        Project(team=team, quarter=quarter, text=text, position=index).save()
    for index in range(23):
        name = (TEXTS[index % len(TEXTS)])[:80]
        Member(team=team, name=name or "?", role=name[::-1], position=index).save()
    return make_review(team, quarter, markdown)


def make_team(slug, name, parent=None):
    team = Team(slug=slug, name=name, parent=parent)
    team.save()
    return team


def make_plan(team, quarter):
    plan = Plan(team=team, quarter=quarter)
    plan.save()
    return plan


def make_objective(plan, index):
    pick = [TEXTS[(index + step) % len(TEXTS)] for step in range(4)]
    is_empty = index % 5 == 4
    Objective(
        plan=plan,
        title=pick[0][:1000],
        measure="" if is_empty else LONG_MEASURE if index == 1 else pick[1],
        dependency="" if is_empty else pick[2],
        eta="" if is_empty else ("2027-02-30", pick[3][:200], "2020-01-01")[index % 3],
        status="" if is_empty else ("Done", "At risk (~50%) " + pick[3])[index % 2],
        position=index,
    ).save()


def change_everything(plan):
    """Edit every other row after the commitment, so that the marks are there too."""
    for objective in plan.objectives.all()[::2]:
        objective.title = ("Changed " + objective.title[::-1])[:1000]
        objective.measure = objective.measure.replace("second", "other") + " changed"
        objective.dependency = ""
        objective.save()


def make_other_texts(section, markdown):
    """Two columns, and pictures of any shape, with and without a text beside them."""
    TextSlide(section=section, text=markdown, columns=2).save()
    TextSlide(section=section, text=f"{SENTENCE}\n\n---\n\n{SENTENCE}").save()
    for size in ((1600, 20), (20, 1600), (30, 20)):
        file = upload(picture(size=size))
        content, width, height = images.picture_from(file)
        for text in (markdown, ""):
            TextSlide(
                section=section,
                title=SENTENCE[:80],
                text=text,
                picture=images.save(content, images.PICTURES),
                picture_width=width,
                picture_height=height,
                picture_alt=SENTENCE[:240],
                picture_author=(CHINESE * 5)[:120],
                picture_licence=LONG_WORD[:80],
                picture_source="https://example.org/" + "x" * 170,
            ).save()


def make_review(team, quarter, markdown):
    review = Review(team=team, quarter=quarter, slot_seconds=60)
    review.save()
    kinds = ("team", "said", "did", "text", "metrics", "next", "text")
    titles = (*(text[:60] for text in TEXTS[:6]), "Ends")
    for position, (kind, title) in enumerate(zip(kinds, titles, strict=True)):
        section = Section(
            review=review, kind=kind, title=title, seconds=3600, position=position
        )
        section.save()
        TextSlide(section=section, title=title, text=markdown).save()
        TextSlide(section=section, placement="before").save()
    make_other_texts(review.sections.last(), markdown)
    for index, text in enumerate(TEXTS):
        kind = ("ask", "next_time")[index % 2]
        long = (text * 40)[: (2000, 60)[index % 2]] or "?"
        owner = text[:80]
        Ask(review=review, kind=kind, text=long, owner=owner, answer=long[::-1]).save()
    for position in range(14):
        metric = Metric(
            team=team,
            name=f"{position} {TEXTS[position % len(TEXTS)]}"[:80],
            heading=CHINESE[:80],
            unit=LONG_WORD[:40],
            source=LONG_WORD[:120],
            monitor=(ARABIC * 3)[:160],
            period=LONG_WORD[:80],
            note=(BURMESE * 5)[:240],
            display=DISPLAYS[position % len(DISPLAYS)],
            statistic=("", "median", "count")[position % 3],
            direction=("", "up", "down")[position % 3],
            target=(None, 1e12)[position % 2],
            computed=("", "", "uptime", "incidents")[position % 4],
            counted="all",
            position=position,
        )
        metric.save()
        if position % 4 < 2:
            at = datetime(2026, 8, 1, tzinfo=UTC)
            comment = (SENTENCE * 4)[:240]
            add = metric.readings.create
            add(at=at, value=-1234567.5, comment=comment)
            add(at=at - timedelta(days=50), value=7e11)
            add(at=at - timedelta(days=364), value=0.00001234)
            Fetch(metric=metric, at=at, good_at=at, failure="No answer.").save()
    for number in range(30):
        text = TEXTS[number % len(TEXTS)]
        Incident(
            team=team,
            title=(text * 9)[:160] or "?",
            service=text[:80],
            started_at=datetime(2026, 7, 1, tzinfo=UTC) + timedelta(hours=60 * number),
            duration=(None, timedelta(hours=31), timedelta(seconds=9))[number % 3],
            is_user_visible=(None, True, False)[number % 3],
        ).save()
    return review
