"""Browser contexts that are used again.

A new one starts a process and compiles every script, which takes longer than most
tests. One that was used is emptied; a page that stays open keeps its process alive.
"""

from collections import defaultdict
from functools import partial


class Contexts:
    """Takes the place of a browser's `new_context`; `close` gives a context back."""

    def __init__(self, browser):
        self.make, self.free = browser.new_context, defaultdict(list)
        self.site, self.anchors, self.are_kept = None, {}, True

    def lend(self, **wanted):
        free = self.free[repr(sorted(wanted.items()))]
        if not self.are_kept:
            return self.make(**wanted)
        context = free.pop() if free else self.make(**wanted)
        if self.site and context not in self.anchors:
            self.anchors[context] = context.new_page()
            self.anchors[context].goto(f"{self.site}/healthz")
        context.close = partial(self.take_back, context, free)
        return context

    def take_back(self, context, free):
        anchor = self.anchors.get(context)
        for page in context.pages:
            if page is not anchor:
                page.close()
        context.clear_cookies()
        context.set_offline(False)
        if anchor:
            self.forget_what_pages_stored(context, anchor)
        free.append(context)

    def forget_what_pages_stored(self, context, anchor):
        devtools = context.new_cdp_session(anchor)
        stored = {"origin": self.site, "storageTypes": "local_storage"}
        devtools.send("Storage.clearDataForOrigin", stored)
        devtools.detach()
