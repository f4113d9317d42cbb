"""Answers to requests that cannot be served. Placeholder until the pages exist."""

from django.http import HttpResponse


def csrf_failure(request, reason=""):
    return HttpResponse(status=403)


def locked_out(request, credentials, *args, **kwargs):
    return HttpResponse(status=429)
