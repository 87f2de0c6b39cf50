"""The texts of a deck's slides, as a page holds them."""

from html.parser import HTMLParser


class Slides(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.is_in_slide = [], False

    def handle_starttag(self, tag, attrs):
        if tag == "section":
            self.is_in_slide = True

    def handle_endtag(self, tag):
        if tag == "section":
            self.is_in_slide = False

    def handle_data(self, data):
        if self.is_in_slide and (text := " ".join(data.split())):
            self.texts.append(text)


def slide_texts(html):
    """The texts of all slides in their order."""
    slides = Slides()
    slides.feed(html)
    return slides.texts
