"""What a form is bound to: the body of a POST, even an empty one (a bare confirmation), else nothing."""


def posted(request):
    return request.POST if request.method == "POST" else None
