"""Where strangers check a printed code: asked for before anything is issued, as it is sealed and printed for good."""

from django.conf import settings

from core.exceptions import DomainError

NO_SITE = (
    "Chưa đặt địa chỉ để kiểm chứng văn bản nên chưa công bố, chưa lập giấy được. Người quản trị ghi "
    "DANVAN_PUBLIC_URL (địa chỉ người ngoài mở được trang này) vào tệp .env rồi khởi động lại phần mềm."
)


def site_fault() -> str:
    """Why nothing can be issued now, in words; '' when it can. The practice ward prints the address it is opened at."""
    return "" if settings.PUBLIC_URL or settings.PRACTICE else NO_SITE


def public_site(opened_at: str) -> str:
    """The address to print, ending in a slash; `opened_at` where no other is set. Raises DomainError without one."""
    if fault := site_fault():
        raise DomainError(fault)
    return f"{settings.PUBLIC_URL.rstrip('/')}/" if settings.PUBLIC_URL else opened_at
