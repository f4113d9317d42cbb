"""A model's name behind the word “mô hình”, which stands there once: “mô hình “Mô hình cổng rào”” reads as a slip."""

from core.text.vietnamese import fold, lower_first, quoted, upper_first
from models_registry.models import Initiative

BEGINNINGS = ("mo hinh ", "dien hinh ")


def model_words(name: object) -> str:
    """“mô hình “Ngõ xanh””; of a name that says itself what it is: ““Mô hình cổng rào””, “mô hình “Cổng rào””."""
    words = str(name)
    if not fold(words).startswith(BEGINNINGS):
        return f"mô hình {quoted(words)}"
    return lower_first(words) if quoted(words) == words else quoted(words)


def model_begins(name: object) -> str:
    """The same at the beginning of a sentence."""
    return upper_first(model_words(name))


def model_of_year(initiative: Initiative) -> str:
    """“mô hình “Ngõ xanh” năm 2026”, for what is told without its code: the name goes on from year to year."""
    return f"{model_words(initiative.name)} năm {initiative.year}"
