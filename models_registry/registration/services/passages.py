"""Remembering what was sent, to find the same passages in others (written inside the act of sending)."""

from core.text.passages import fingerprints, words_of
from models_registry.initiative.contents import LONG_TEXTS
from models_registry.models import Initiative, PassageMark, RegistrationText


def remember_passages(initiative: Initiative, text: RegistrationText) -> None:
    """Add the fingerprints of a registration's texts to those of its earlier sends. One query.

    Marks of words taken out since then lead to nothing: what is shown is read from the texts themselves.
    """
    digests = set().union(*(fingerprints(words_of(getattr(text, name))) for name in LONG_TEXTS))
    PassageMark.objects.bulk_create(
        [PassageMark(ward_id=initiative.ward_id, initiative=initiative, digest=digest) for digest in sorted(digests)],
        batch_size=2_000,
        ignore_conflicts=True,
    )
