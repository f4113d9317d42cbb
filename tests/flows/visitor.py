"""A person at a browser without script: opens pages, fills in what the page asks, presses what the page offers.

Only links, fields and buttons that stand on the page can be used, and hidden fields travel as the page wrote them, so
a flow told with a Visitor proves that the pages lead through it.
"""

import re
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

SPACES = re.compile(r"\s+")


def words(node) -> str:
    """What an element says, its parts kept apart."""
    return SPACES.sub(" ", " ".join(node.itertext())).strip()


class Visitor:
    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)
        self.typed: dict = {}

    # --- looking ----------------------------------------------------------------------------------------------------

    def open(self, path: str, expect: int = 200) -> "Visitor":
        return self._arrive(self.client.get(path, follow=True), expect)

    def _arrive(self, response, expect: int) -> "Visitor":
        self.response = response
        chain = getattr(response, "redirect_chain", [])
        last = chain[-1][0] if chain else response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"]
        self.url = urljoin(response.request["PATH_INFO"], last)
        self.typed = {}
        kind = response.headers.get("Content-Type", "")
        self.body = b"".join(response.streaming_content) if response.streaming else response.content
        self.page = lxml.html.fromstring(self.body.decode()) if kind.startswith("text/html") else None
        assert response.status_code == expect, f"{self.url}: {response.status_code}\n{self.text[:2000]}"
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """What the page says, without its head and scripts."""
        main = self.page.find(".//body") if self.page is not None else None
        return words(main if main is not None else self.page) if self.page is not None else ""

    @property
    def heading(self) -> str:
        return words(self.page.find(".//h1"))

    def sees(self, *phrases: str) -> "Visitor":
        for phrase in phrases:
            assert phrase in self.text, f"“{phrase}” is not on {self.url}:\n{self.text[:3000]}"
        return self

    def sees_not(self, *phrases: str) -> "Visitor":
        for phrase in phrases:
            assert phrase not in self.text, f"“{phrase}” is on {self.url}"
        return self

    def link(self, label: str) -> str:
        """The address of the link with these words."""
        found = [node for node in self.page.iter("a") if node.get("href") and _says(node, label)]
        assert found, f"no link “{label}” on {self.url}: {sorted({words(n) for n in self.page.iter('a')})}"
        return found[0].get("href")

    # --- doing ------------------------------------------------------------------------------------------------------

    def follow(self, label: str, expect: int = 200) -> "Visitor":
        return self.open(urljoin(self.url, self.link(label)), expect)

    def download(self, label: str) -> bytes:
        """The bytes behind a link of this page; the page stays."""
        response = self.client.get(urljoin(self.url, self.link(label)))
        assert response.status_code == 200, f"{label}: {response.status_code}"
        assert "attachment" in response.headers["Content-Disposition"]
        return b"".join(response.streaming_content) if response.streaming else response.content

    def fill(self, **values) -> "Visitor":
        """Values by the name of the field: text, True/False for a box, the value or the label of a choice, a file."""
        return self.fill_in(values)

    def fill_in(self, values: dict) -> "Visitor":
        for name in values:
            named = self.page.xpath("//*[@name=$name]", name=name)
            assert named, f"no field “{name}” on {self.url}: {sorted(set(self.page.xpath('//@name')))}"
        self.typed |= values
        return self

    def press(self, label: str, expect: int = 200) -> "Visitor":
        """Send the form of the button with these words, as a browser would."""
        button = self._button(label)
        form = self._form_of(button)
        data = self._data(form, button)
        address = urljoin(self.url, button.get("formaction") or form.get("action") or self.url)
        if (form.get("method") or "get").lower() == "get":
            return self._arrive(self.client.get(address, data, follow=True), expect)
        return self._arrive(self.client.post(address, data, follow=True), expect)

    def _button(self, label: str):
        nodes = [*self.page.iter("button"), *self.page.xpath("//input[@type='submit']")]
        found = [node for node in nodes if _says(node, label) and node.get("disabled") is None]
        assert found, f"no button “{label}” on {self.url}: {[words(node) for node in nodes]}\n{self.text[:1500]}"
        return found[0]

    def _form_of(self, button):
        if button.get("form"):
            return self.page.get_element_by_id(button.get("form"))
        return next(node for node in button.iterancestors() if node.tag == "form")

    def _data(self, form, button) -> dict:
        data: dict = {}
        for field in self._fields(form):
            name = field.get("name")
            values = _sent(field, self.typed[name]) if name in self.typed else _stands(field)
            data.setdefault(name, []).extend(values)
        if button.get("name"):
            data.setdefault(button.get("name"), []).append(button.get("value") or "")
        return {name: values for name, values in data.items() if values}

    def _fields(self, form):
        own = form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]")
        linked = self.page.xpath("//*[@form=$key][@name]", key=form.get("id") or "-")
        typed = [node for node in [*own, *linked] if node.get("type") not in ("submit", "button")]
        return [node for node in typed if not any(above.tag == "template" for above in node.iterancestors())]


def _says(node, label: str) -> bool:
    """Its words, or its words but for a count or mark behind them."""
    said = words(node) or node.get("value") or node.get("aria-label") or ""
    return said == label or node.get("aria-label") == label or said.startswith(f"{label} ")


def _stands(field) -> list:
    """What a field sends when nobody touches it."""
    kind = field.get("type", "text")
    if field.tag == "select":
        chosen = [option for option in field.iter("option") if option.get("selected") is not None]
        chosen = chosen or list(field.iter("option"))[:1]
        return [option.get("value", words(option)) for option in chosen]
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.get("checked") is not None else []
    if kind == "file":
        return []
    return [field.get("value", "")]


def _sent(field, value) -> list:
    """What a field sends once somebody typed, ticked or chose."""
    kind = field.get("type", "text")
    if field.tag == "select":
        options = {option.get("value"): words(option) for option in field.iter("option")}
        chosen = (
            str(value) if str(value) in options else next((k for k, label in options.items() if label == value), None)
        )
        assert chosen is not None, f"no choice {value!r} in {field.get('name')}: {options}"
        return [chosen]
    if kind == "radio":
        return [field.get("value")] if field.get("value") == str(value) else []
    if kind == "checkbox":
        own = field.get("value", "on")
        wanted = value if isinstance(value, bool) else own in ([value] if isinstance(value, str) else list(value))
        return [own] if wanted else []
    if kind == "file":
        return [SimpleUploadedFile(name, data) for name, data in (value if isinstance(value, list) else [value])]
    return [str(value)]


def sign_in(username: str, password: str) -> Visitor:
    visitor = Visitor()
    visitor.open("/dang-nhap/").fill(username=username, password=password).press("Đăng nhập")
    return visitor
