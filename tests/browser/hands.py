"""Three ways to do the same steps: by mouse, by keyboard alone, without JavaScript."""

MOST_STOPS = 200
# Where Tab has led: whether it is wanted, and what stands there unseen.
STOP = """wanted => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const { top, bottom, width } = here.getBoundingClientRect();
  const isSeen = width > 0 && top < innerHeight && bottom > 0 &&
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const isOfGroup = wanted.type === "radio" && here.name === wanted.name;
  // The browser itself marks the button that is inside a date field.
  const isFine = isSeen || here === document.body || here.type === "date";
  return [here === wanted || isOfGroup, isFine ? "" : here.outerHTML.slice(0, 120)];
}"""


class Mouse:
    java_script = True

    def __init__(self, page):
        self.page = page

    def press(self, wanted):
        wanted.click()

    def fill(self, field, text):
        field.fill(text)

    def paste(self, field, text):
        field.fill(text)

    def tick(self, box):
        box.check()

    def choose(self, field, option):
        field.select_option(label=option)

    def edit(self, title, column, text):
        """A cell of the plan."""
        row = self.page.get_by_role("row").filter(has_text=title)
        row.locator(f".col-{column}").click()
        self.page.locator(f".editor [name={column}]").fill(text)
        self.page.get_by_role("heading", level=1).click()
        self.page.locator(".editor").wait_for(state="detached")

    # What is the same however it is done

    def follow(self, name):
        link = self.page.get_by_role("link", name=name, exact=True)
        hidden = self.page.get_by_role(
            "link", name=name, exact=True, include_hidden=True
        )
        menu = self.page.locator("details.menu:not([open])", has=hidden)
        if menu.count():
            self.press(menu.locator("summary"))
        self.leave_by(link)

    def send(self, name):
        self.leave_by(self.page.get_by_role("button", name=name, exact=True))

    def leave_by(self, wanted):
        with self.page.expect_navigation():
            self.press(wanted)

    def add(self, group, rows):
        """New objectives of a group, pasted in its plan."""
        self.paste(self.page.get_by_label(f"New objectives of {group}"), rows)
        self.press(self.page.get_by_role("button", name=f"Add to {group}"))
        for row in rows.splitlines():
            self.page.locator(".title", has_text=row.split("\t")[0]).wait_for()


class NoScript(Mouse):
    java_script = False

    def edit(self, title, column, text):
        self.follow(f"Edit {title}")
        self.page.locator(f"[name={column}]").fill(text)
        self.send("Save")


class Keyboard(Mouse):
    """Tab, arrows, Space, Enter and typing; what has the focus shows it, always."""

    def reach(self, wanted):
        """Go on with Tab until the focus is there, or in its group of radio buttons."""
        wanted.wait_for()
        element = wanted.element_handle()
        if self.page.evaluate("one => document.activeElement === one", element):
            return
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            is_wanted, unseen = self.page.evaluate(STOP, element)
            assert not unseen, unseen
            if is_wanted:
                return
        raise AssertionError(f"Tab does not reach {wanted}")

    def press(self, wanted):
        self.reach(wanted)
        self.page.keyboard.press("Enter")

    def fill(self, field, text):
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def paste(self, field, text):
        self.reach(field)
        self.page.keyboard.insert_text(text)  # at once, as a paste comes

    def tick(self, box):
        self.reach(box)
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if box.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"The arrows do not reach {box}")

    def choose(self, field, option):
        self.reach(field)
        self.page.keyboard.type(option)

    def edit(self, title, column, text):
        self.reach(self.page.locator(".plan :is(td, th)[tabindex='0']"))
        keyboard, here = self.page.keyboard, self.page.locator(":focus")
        while title not in here.locator("xpath=..").inner_text():
            keyboard.press("ArrowDown")
        while f"col-{column}" not in here.get_attribute("class"):
            keyboard.press("ArrowRight")
        keyboard.press("Enter")
        keyboard.press("Control+a")
        keyboard.type(text)
        keyboard.press("Enter")
        self.page.locator(".editor").wait_for(state="detached")
