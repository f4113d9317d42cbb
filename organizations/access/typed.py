"""What becomes of a posted form whose author is not signed in any more, or whose token ran out."""

from urllib.parse import urlencode

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse

from core.forms import held

ENDED = "Phiên làm việc đã hết. Nội dung đồng chí vừa nhập vẫn còn. Đăng nhập lại để tiếp tục"
ANOTHERS = "Trang này do người khác mở trước khi đồng chí đăng nhập, nên nội dung không được lưu dưới tên đồng chí"
RENEWED = "Đồng chí đã đăng nhập lại ở một thẻ khác"
AUTOSAVE_HEADER = "X-Autosave"


def keep_for_author(request):
    """Keep the text and answer with the way back to it; None when the form does not say whose it is.

    Signed in as its author (only the token ran out): straight back to the form. Signed in as somebody else: the text
    is kept for its author and not shown. Nobody signed in: to the page that signs in again.
    """
    owner = held.stamped_owner(request.POST)
    if not owner:
        return None
    user = request.user
    is_author = user.is_authenticated and held.owner_of(user.pk) == owner
    by_script = AUTOSAVE_HEADER in request.headers
    if is_author and by_script:
        return JsonResponse({"message": RENEWED, "csrf": get_token(request)}, status=403)
    kept = held.hold(owner=owner, path=held.page_of(request), data=request.POST, had_files=bool(request.FILES))
    if user.is_authenticated and not is_author:
        if by_script:
            return JsonResponse({"message": ANOTHERS}, status=403)
        return render(
            request, "errors/403.html", {"reason": f"{ANOTHERS}. Người đó đăng nhập lại thì thấy."}, status=403
        )
    if kept is None and is_author:
        return None
    again = reverse("accounts:relogin")
    query = {held.TOKEN: kept.token} if kept else {"next": held.page_of(request)}
    if by_script:
        return JsonResponse({"message": ENDED, "sign_in": again}, status=401)
    return redirect((kept and is_author and held.way_back(kept)) or f"{again}?{urlencode(query)}")


def set_aside(request, path: str):
    """Keep for its author what can no longer be saved, and show it to be copied; `path` is where to go on."""
    held.hold(owner=held.owner_of(request.user.pk), path=path, data=request.POST)
    return redirect("accounts:relogin")
