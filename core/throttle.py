"""A light brake on pages anybody may open: so many calls a minute from one address, counted in this process."""

from django.core.cache import cache

from core import clock

WINDOW = 60  # seconds


def is_too_fast(name: str, who: str, limit: int) -> bool:
    """Whether `who` has called more often than `limit` times within this minute."""
    minute = int(clock.now().timestamp()) // WINDOW
    key = f"throttle:{name}:{who}:{minute}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return cache.incr(key) > limit
    except ValueError:  # dropped between the two calls, when the cache is full
        return False
