"""Where notices lead."""

from django.urls import reverse


def form_address(slug: str, initiative, page: str = "initiative_detail", *args) -> str:
    """A page of the units' side."""
    return reverse(f"registry:{page}", args=[slug, initiative.address, *args])


def review_address(slug: str, initiative) -> str:
    """The page on which the Ban handles a registration."""
    return reverse("registry:review_detail", args=[slug, initiative.address])


def file_address(initiative, attachment, page: str = "attachment_download") -> str:
    """One of its files: whole, or (`attachment_thumb`) its small picture."""
    return form_address(initiative.ward_slug, initiative, page, attachment.token.hex)
