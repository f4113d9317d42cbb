"""PDFs that act: each kind of action at each place it can hang is refused, and what only looks like one is taken."""

import pytest

from tests.core.hostile_corpus import pdfs, verdict
from tests.core.test_hostile_files import expected

FILES = {f"pdfs-{number:03d}": made for number, made in enumerate(pdfs(), start=1)}


@pytest.mark.parametrize("key", FILES)
def test_every_pdf_gets_its_verdict(key):
    what, name, data = FILES[key]
    assert (what, verdict(name, data)) == (what, expected()[key])
