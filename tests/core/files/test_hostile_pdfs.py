"""PDFs that act: each kind of action at each place it can hang is refused, and what only looks like one is taken."""

from tests.core.files.hostile_corpus import pdfs, verdict
from tests.core.files.test_hostile_files import expected


def test_every_pdf_gets_its_verdict():
    judged = {f"pdfs-{number:03d}": verdict(name, data) for number, (_, name, data) in enumerate(pdfs(), start=1)}
    assert judged == {key: told for key, told in expected().items() if key.startswith("pdfs-")}
