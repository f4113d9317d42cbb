"""Walks every link a person can see, from their home page on, and keeps what each page said."""

import io
import re
import zipfile
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
from django.test import Client
from django.urls import resolve
from pypdf import PdfReader

from tests.house.test_access_matrix import MAY_BE_WRITTEN_BY_GET
from tests.support.counting import Written

LONGEST_WALK = 600  # pages of one person
EACH = 16  # pages of one URL name: further filters and rows show nothing new
MEASURES = re.compile(r' (width|ht|defaultRowHeight|baseColWidth)="[^"]*"')  # of the cells of a workbook
ORDERS_OF_A_LIST = ("sort", "page", "sap_xep")  # the same page in another order


@dataclass
class Page:
    url: str
    name: str
    status: int
    body: bytes
    kind: str
    written: set[str] = field(default_factory=set)

    @property
    def is_html(self) -> bool:
        return self.kind.startswith("text/html")

    @property
    def tree(self):
        return lxml.html.fromstring(self.body.decode())

    def says(self, *words: str) -> bool:
        """Whether one of the words stands anywhere in what was sent, packed files opened."""
        return any(word in text for text in self.texts for word in words)

    @cached_property
    def texts(self) -> list[str]:
        """What the page or file says, its source as it came and what is packed in it; widths of columns left out."""
        found = [self.body.decode("utf-8", "replace")]
        if zipfile.is_zipfile(io.BytesIO(self.body)):
            packed = zipfile.ZipFile(io.BytesIO(self.body))
            inside = (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
            found += [MEASURES.sub("", text) for text in inside]
        if self.kind == "application/pdf":
            found += [page.extract_text() for page in PdfReader(io.BytesIO(self.body)).pages]
        return found


def walk(client: Client, start: str = "/", within: str = "", leave: str = "^$", each: int = EACH) -> dict[str, Page]:
    """Every page reached by links from `start`, each once whatever its order, at most `each` of one URL name.

    `within` keeps to links that match it, `leave` leaves those unopened that match (slow files, for all but one).
    """
    found: dict[str, Page] = {}
    met = Counter()
    waiting = deque([start])
    while waiting:
        url = waiting.popleft()
        key, name = _key(url), resolve(urlsplit(url).path).view_name
        if key in found or met[name] >= each:
            continue
        met[name] += 1
        assert len(found) < LONGEST_WALK, f"no end of pages: {list(found)[-5:]}"
        page = found[key] = read(client, url)
        if page.is_html and page.status == 200:
            links = [link for link in links_of(page) if re.search(within, link)]
            waiting.extend(link for link in links if not re.search(leave, link))
    return found


def read(client: Client, url: str) -> Page:
    with Written() as seen:
        response = client.get(url, follow=True)
    last = response.redirect_chain[-1][0] if response.redirect_chain else url
    last = urljoin(url, last)
    return Page(
        url=last,
        name=resolve(urlsplit(last).path).view_name,
        status=response.status_code,
        body=b"".join(response.streaming_content) if response.streaming else response.content,
        kind=response.headers.get("Content-Type", ""),
        written=seen.tables - MAY_BE_WRITTEN_BY_GET,
    )


def links_of(page: Page) -> list[str]:
    """Where the page leads within the site."""
    places = [urlsplit(urljoin(page.url, node.get("href"))) for node in page.tree.iter("a") if node.get("href")]
    return [
        f"{place.path}{f'?{place.query}' if place.query else ''}"
        for place in places
        if place.scheme == "" and not place.netloc and not place.path.startswith("/static/")
    ]


def names_met(pages: dict[str, Page]) -> set[str]:
    """URL names of the pages and of every link on them."""
    linked = {link for page in pages.values() if page.is_html and page.status == 200 for link in links_of(page)}
    return {page.name for page in pages.values()} | {resolve(urlsplit(link).path).view_name for link in linked}


def _key(url: str) -> str:
    parts = urlsplit(url)
    asked = sorted((name, value) for name, value in parse_qsl(parts.query) if name not in ORDERS_OF_A_LIST)
    return f"{parts.path}?{urlencode(asked)}"
