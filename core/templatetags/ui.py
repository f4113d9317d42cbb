"""Tags and filters every page may use."""

from django import template

register = template.Library()
