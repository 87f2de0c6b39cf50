from reviews.slides import contents
from reviews.slides.contents import Entry


def test_content_continues_on_the_next_slide():
    entries = [Entry(f"Team {number}", "not published") for number in range(40)]

    slides = contents.slides(entries)

    assert [slide.heading for slide in slides] == [
        f"Contents ({number} of {len(slides)})" for number in range(1, len(slides) + 1)
    ]
    assert sum((slide.content.entries for slide in slides), ()) == tuple(entries)


def test_few_reviews_are_set_larger():
    sizes = [
        contents.slides([Entry("Team", "not published")] * number)[0].content.is_airy
        for number in (2, 7, 8)
    ]

    assert sizes == [True, True, False]


def test_the_number_of_slides_does_not_depend_on_the_pages():
    plain = [Entry("A team with a name " * 4, "Version 1") for _ in range(50)]
    numbered = [Entry(one.team, one.status, 12_345, "#") for one in plain]

    assert len(contents.slides(plain)) == len(contents.slides(numbered))


def test_a_long_reason_takes_its_room():
    short = [Entry("Team", "not published")] * 12
    long = [Entry("Team", "it went wrong in many words " * 8)] * 12

    assert len(contents.slides(short)) < len(contents.slides(long))
