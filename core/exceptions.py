"""Errors whose text is shown to the user. Missing rights raise Django's PermissionDenied instead."""


class DomainError(Exception):
    """A rule refused the act. `message` is a Vietnamese sentence, `field` the form field it belongs to, if any."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class StaleState(DomainError):
    """Somebody else acted first: the row is no longer what this user saw. Nothing was written."""


class TooFast(DomainError):
    """Called too often, or wrong too often: nothing was judged. `seconds` until it may be tried again."""

    def __init__(self, why: str, seconds: int):
        super().__init__(f"{why}. Đồng chí thử lại sau {seconds} giây")
        self.seconds = seconds
