"""White space that lays out a page, folded as a browser does: wherever a template wraps, a test reads the same."""

import re


def folded(page: str) -> str:
    """One space for every line break of the layout and the indent behind it.

    Text typed by people keeps its breaks: no line of it begins with a space, and `<textarea>` stays as it is.
    """
    parts = re.split(r"(<textarea.*?</textarea>)", page, flags=re.DOTALL)
    parts[::2] = (re.sub(r"\s*\n\s* ", " ", part) for part in parts[::2])
    return "".join(parts)
