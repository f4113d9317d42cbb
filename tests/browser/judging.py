"""How a page is judged: axe at two widths, no wider than a small phone, one heading, a title; pictures to look at."""

import re
from collections import Counter
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

FIRST = "/yen-bai/"
PICTURES = {
    "reports:todo", "reports:desk", "reports:overview", "registry:initiative_list", "registry:initiative_step 2",
    "registry:initiative_detail", "registry:review_list", "registry:review_detail", "registry:library_list",
    "evaluation:self_assessment", "evaluation:sheet_edit", "evaluation:conclusion_list",
}  # fmt: skip

NAMES = str.maketrans(": ", "--")


def name_of(url: str) -> str:
    """The URL name; each step of the form counts as a page of its own. '' for what is no address of ours."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return ""
    step = found.kwargs.get("number") if found.view_name == "registry:initiative_step" else None
    return f"{found.view_name} {step}" if step else found.view_name


class Judge:
    """judge(page, url) → what is wrong, one line each; keeps pictures of the main pages in `album`.

    `judged` counts the pages by URL name.
    """

    def __init__(self, axe, scrolls_sideways, album):
        self.axe, self.scrolls_sideways, self.album = axe, scrolls_sideways, album
        self.judged: Counter[str] = Counter()

    def __call__(self, page, url) -> list[str]:
        found = []
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(url)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{url} at {width} px: {line}" for line in self.axe(page)]
            name = name_of(url)
            if name in PICTURES:
                self.album.mkdir(parents=True, exist_ok=True)
                page.screenshot(
                    path=self.album / f"{name.translate(NAMES)}-{self.judged[name]}-{width}.png", full_page=True
                )
        page.set_viewport_size({"width": 320, "height": 640})
        if self.scrolls_sideways(page):
            found.append(f"{url} scrolls sideways at 320 px")
        if page.locator("h1").count() != 1:
            found.append(f"{url} has {page.locator('h1').count()} h1")
        if not re.match(r".+ – Dân vận khéo$", page.title()):
            found.append(f"{url} is titled “{page.title()}”")
        self.judged[name_of(url)] += 1
        return found
