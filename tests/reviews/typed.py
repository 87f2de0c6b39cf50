"""A review of what people type that is hard to break: see `make_typed_review`.

Links, paths, identifiers, addresses and the like, made at random from a seed, so that
a cell that fails can be had again.
"""

import random
import string
from datetime import UTC, datetime, timedelta

from objectives.models import (
    Member,
    Objective,
    Organization,
    Plan,
    Project,
    Quarter,
    Team,
)
from reviews.models import Ask, Incident, Metric, Review, Section, TextSlide
from reviews.slides import text as text_kind
from reviews.snapshot.values import SectionData, Text

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
NAMES = string.ascii_letters + string.digits + "-_"
# fmt: off
WORDS = (
    "the", "traffic", "of", "both", "sites", "is", "served", "by", "a", "data-centre",
    "e.g.", "after", "fail-over", "50%", "Q3/Q4", "and/or", "(done)", "[draft]",
    "don't", "$5", "C++", "x<y", "10:30", "2014-12-15", "90–95", "%", "—", "…", "/",
    "naïve", "«", "mot", "»", "(", "aside", ")", "!", "<b>bold</b>", "*slanted*",
)
SEPARATORS = (
    "_", ".", "-", "__", "--", "|", ":", "=", ",", ";", "+", "*", "~", "&", "?", "!",
    "%", "$", "…", "·", "–", "—", "\u00ad", "\u200b",
)
# fmt: on
OTHERS = (
    "нетривиальная/перенос-данных_в.новый?центр",
    "Δοκιμή-μεταφοράς/διακομιστών",
    "نقل/الخوادم-إلى_المركز؟الجديد،قبل",
    "在新的数据中心（完成）所有应用服务器。迁移、并通过：《故障》切换",
    "データセンターへのサーバー移行、「ファイル」を/v1.2で",
    "서버를-새로운/데이터센터로",
    "การย้ายเซิร์ฟเวอร์ทั้งหมดไปยังศูนย์ข้อมูลใหม่",
    "सर्वरकोनएकेन्द्रमेंस्थानांतरितकरें।",
    "نقل كل التطبيقات إلى مركز البيانات الجديد قبل نهاية الربع مع التوثيق",
    "همهٔ سرورها را به مرکز دادهٔ جدید منتقل می‌کنیم و گزارش آن را می‌نویسیم",
    "העברת כל השרתים למרכז הנתונים החדש לפני סוף הרבעון (SSL) 24",
    "ကျွန်ုပ်တို့၏ဆာဗာအားလုံးကို စင်တာအသစ်သို့ ရွှေ့ပြောင်းရန် စီစဉ်ထားသည်",
    "सभी सर्वरों को नए केन्द्र में स्थानांतरित करें और परीक्षण पूरा करें",
    "সব সার্ভার নতুন কেন্দ্রে স্থানান্তর করা হবে এবং পরীক্ষা শেষ হবে",
    "அனைத்து சேவையகங்களையும் புதிய மையத்திற்கு மாற்ற வேண்டும்",
    "అన్ని సర్వర్లను కొత్త కేంద్రానికి తరలించి పరీక్షలు పూర్తి చేయాలి",
    "ಎಲ್ಲಾ ಸರ್ವರ್‌ಗಳನ್ನು ಹೊಸ ಕೇಂದ್ರಕ್ಕೆ ಸ್ಥಳಾಂತರಿಸಿ ಪರೀಕ್ಷಿಸಬೇಕು",
    "എല്ലാ സെർവറുകളും പുതിയ കേന്ദ്രത്തിലേക്ക് മാറ്റി പരിശോധിക്കണം",
    "ย้ายเซิร์ฟเวอร์ทั้งหมดไปยังศูนย์ข้อมูลแห่งใหม่ก่อนสิ้นไตรมาส และทดสอบระบบสำรองให้ครบ",
    "ផ្លាស់ទីម៉ាស៊ីនមេទាំងអស់ទៅមជ្ឈមណ្ឌលទិន្នន័យថ្មីមុនចុងត្រីមាស",
    "ย้าย servers ของ data centre 24 เครื่อง، نقل 24 من 30 SSL",
    "ყველა სერვერის გადატანა ახალ ცენტრში",
    "Բոլոր սերվերների տեղափոխումը նոր կենտրոն",
    "ሁሉንም አገልጋዮች ወደ አዲሱ ማዕከል ማዛወር እና መሞከር",
    "සියලුම සේවාදායකයන් නව මධ්‍යස්ථානයට ගෙන යන්න",
)
# Width, size, line and face of some columns on slides.
COLUMNS = (
    (252, 18, 23, "regular"),
    (252, 18, 23, "semibold"),
    (120, 18, 23, "regular"),
    (264, 16, 19, "regular"),
    (530, 26, 37, "regular"),
    (1000, 26, 37, "regular"),
    (262, 24, 30, "semibold"),
    (1040, 36, 42, "bold"),
)
WEIGHTS = {"regular": 400, "semibold": 600, "bold": 700}


def name(draw, most=12, signs=NAMES):
    return "".join(draw.choices(signs, k=draw.randint(1, most)))


def link(draw):
    """An address as it is copied from a browser."""
    host = ".".join(name(draw, 10, string.ascii_lowercase) for _ in range(3))
    path = "/".join(name(draw, 20) for _ in range(draw.randint(0, 5)))
    fields = (f"{name(draw, 9)}={name(draw, 30)}" for _ in range(draw.randint(0, 3)))
    query = "&".join(fields)
    return f"{draw.choice(('https://', 'www.'))}{host}/{path}{'?' * bool(query)}{query}"


def marked_link(draw):
    """An address in brackets of several kinds."""
    shapes = ("[{0}]({1})", "[[{1}|{0}]]", "<{1}>", "({1})", "[{1} {0}]", '"{1}"')
    return draw.choice(shapes).format(draw.choice(WORDS), link(draw))


def watched_link(draw):
    id = name(draw, 11)
    return f"[word](https://www.example.com/watch?v={id}&feature=example.org)"


def path(draw):
    sign = draw.choice(("/", "\\", "::", "."))
    return sign + sign.join(name(draw, 14) for _ in range(draw.randint(2, 9)))


def identifier(draw):
    sign = draw.choice(SEPARATORS)
    signs = string.ascii_letters + string.digits
    return sign.join(name(draw, 12, signs) for _ in range(draw.randint(2, 10)))


def address(draw):
    return f"{name(draw, 20)}.{name(draw, 20)}@{name(draw, 20)}.{name(draw, 9)}.org"


def signs(draw):
    found = "".join(draw.choices(NAMES + string.punctuation, k=draw.randint(20, 60)))
    # Emphasis would fall in the middle of a word.
    return found.replace("*", "").replace("<", "")


def other(draw):
    """Another script, now and then stuck to an address."""
    return draw.choice(OTHERS) + draw.choice(("", link(draw)))


def words(draw):
    return " ".join(draw.choices(WORDS, k=draw.randint(2, 16)))


def mixture(draw):
    """Several of them with spaces between."""
    return " ".join(draw.choice(SIMPLE)(draw) for _ in range(draw.randint(2, 4)))


SIMPLE = (link, marked_link, path, identifier, address, signs, other, words)
KINDS = (*SIMPLE, watched_link, watched_link, mixture, mixture)


def text(draw, most):
    """One of them, at most so many characters long."""
    return draw.choice(KINDS)(draw)[:most].strip() or "?"


def columns(count, seed):
    """So many texts, each with the width, size, line and face that it is set in."""
    draw = random.Random(seed)
    return [(text(draw, 400), *draw.choice(COLUMNS)) for _ in range(count)]


def markdown(draw):
    """Paragraphs, bullets, headings and code of such texts."""
    lines = []
    for _ in range(10):
        start = draw.choice(("", "", "- ", "- ", "1. ", "  - ", "# ", "> ", "**"))
        end = start if start == "**" else ""
        # WeasyPrint cuts no word in the middle of which emphasis begins.
        words = draw.choice(KINDS)(draw).replace("_", "\\_").replace("*", "\\*")
        lines.append(f"{start}{words}{end}\n")
    return "\n".join(("> start", *lines, "```", path(draw), mixture(draw), "```"))


def text_slides(count, seed):
    """Slides of so many texts, in one column and two, of one line and of many."""
    draw = random.Random(seed)
    texts = (
        Text(n, text(draw, 80), few(draw), "after", 1 + n % 2) for n in range(count)
    )
    section = SectionData("text", "Section", "section", 60, tuple(texts))
    return text_kind.slides(section, "after")


def few(draw):
    """Some lines of Markdown, often in another script."""
    starts = ("", "- ", "- ", "1. ", "    - ", "> ", "# ")
    lines = ["- first"]
    for _ in range(draw.choice((0, 0, 1, 3, 6, 12))):
        words = draw.choice((other, *KINDS))(draw)
        escaped = words.replace("_", "\\_").replace("*", "\\*")
        lines.append(draw.choice(starts) + escaped)
    return "\n\n".join(lines)


def make_typed_review(seed, rows=40):
    """A team's review with such texts wherever a slide shows what was typed."""
    draw = random.Random(seed)
    organization = Organization(name="Example", fiscal_year_start=7, readers="anyone")
    organization.save()
    team = Team(slug="typed", name=text(draw, 80))
    team.save()
    quarter = Quarter.objects.opened(Quarter.of(AT.date(), year_start_month=7))
    make_plans(draw, team, quarter, rows)
    for position in range(rows):
        words = text(draw, 1000)
        Project(team=team, quarter=quarter, text=words, position=position).save()
    for position in range(9):
        name, role = text(draw, 80), text(draw, 80)
        Member(team=team, name=name, role=role, position=position).save()
    review = Review(team=team, quarter=quarter, presenters=text(draw, 200))
    review.save()
    make_sections(draw, review)
    make_figures(draw, team, rows)
    for _ in range(rows // 2):
        fields = {"text": text(draw, 2000), "answer": text(draw, 2000)}
        Ask(review=review, kind="ask", owner=text(draw, 80), **fields).save()
    return review


def make_plans(draw, team, quarter, rows):
    """A plan that changed after it was committed, and the next one as a draft."""
    plan = Plan(team=team, quarter=quarter)
    plan.save()
    for position in range(rows):
        Objective(plan=plan, position=position, **cells(draw)).save()
    plan.commit(by=None, at=AT)
    for objective in plan.objectives.all()[::2]:
        for field, value in cells(draw).items():
            setattr(objective, field, f"{getattr(objective, field)} {value}"[:200])
        objective.save()
    following = Quarter.objects.opened(quarter.following())
    draft = Plan(team=team, quarter=following, draft_reason=text(draw, 160))
    draft.save()
    for position in range(rows // 4):
        Objective(plan=draft, position=position, **cells(draw)).save()


def cells(draw):
    fields = ("title", "measure", "dependency", "eta", "status")
    return {field: text(draw, 200) for field in fields}


def make_sections(draw, review):
    for position, kind in enumerate(
        ("team", "said", "did", "metrics", "next", "text", "asks")
    ):
        fields = {"kind": kind, "seconds": 60, "position": position}
        # In the footer too, where a test reads it letter by letter.
        title = draw.choice((link, path, watched_link))(draw)[:60]
        section = Section(review=review, title=title, **fields)
        section.save()
        for columns in (1, 2):
            fields = {"title": text(draw, 80), "text": markdown(draw)}
            TextSlide(section=section, columns=columns, **fields).save()


def make_figures(draw, team, rows):
    for position in range(rows // 4):
        metric = Metric(
            team=team,
            name=text(draw, 80),
            unit=text(draw, 40),
            source=text(draw, 120),
            monitor=text(draw, 160),
            note=text(draw, 240),
            display=("chart", "callout", "number")[position % 3],
            position=position,
        )
        metric.save()
        if position % 2:
            metric.readings.create(at=AT, value=position, comment=text(draw, 240))
    for hours in range(rows // 2):
        Incident(
            team=team,
            title=text(draw, 160),
            service=text(draw, 80),
            started_at=AT - timedelta(days=9, hours=hours),
        ).save()
