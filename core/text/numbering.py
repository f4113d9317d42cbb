"""When two numbers of papers are one: “125”, “125-QĐ/ĐU” and “0125 - QĐ/ĐU” of one issuer and year (decision 89)."""

import datetime as dt
import re

from core.text.vietnamese import fold

_LEADING = re.compile(r"(?:so\s+)?0*([0-9]+)(.*)", re.DOTALL)


def number_key(number: str, *, issuer: str, symbol: str, on: dt.date) -> str:
    """(issuer, symbol, leading integer, year of the day) as one text; '' without a number.

    `symbol` is what follows the number on this issuer's papers (“QĐ/ĐU”), taken where less of it was typed. A number
    that does not begin with a digit stands for itself.
    """
    folded = fold(number)
    if not folded:
        return ""
    usual, found = _letters(symbol), _LEADING.fullmatch(folded)
    if found is None:
        return "|".join((fold(issuer), "", _letters(number), str(on.year)))
    typed = _letters(found[2])
    return "|".join((fold(issuer), usual if usual.startswith(typed) else typed, found[1], str(on.year)))


def _letters(text: str) -> str:
    """Letters and digits alone: dashes, slashes and blanks are typed in many ways."""
    return "".join(sign for sign in fold(text) if sign.isalnum())
