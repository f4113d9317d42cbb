"""Plays stories in the order of their moments, with the clock turned to each: the log then reads like a real one."""

import datetime as dt
import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from core import clock

SATURDAY = 5
A_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class When:
    """A moment counted from the day of loading: day -3 at 9:20. Weekends fall back to the Friday before."""

    day: int
    hour: int = 9
    minute: int = 0


Story = Iterator[When]  # yields when its next act happens, then acts


class Diary:
    def __init__(self):
        self.ends = clock.now()  # nothing happens after the loading itself
        self.today = clock.today()
        self._now: dt.datetime | None = None  # while playing
        self._waiting: list[tuple[dt.datetime, int, Story]] = []
        self._serial = itertools.count()

    def moment(self, when: When) -> dt.datetime:
        day = self.today + dt.timedelta(days=when.day)
        day -= dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))
        return clock.day_start(day) + dt.timedelta(hours=when.hour, minutes=when.minute)

    def add(self, story: Story) -> None:
        """A story begins with the moment of its first act; one added while playing, never before that moment."""
        self._wait(story, after=self._now)

    def play(self) -> None:
        """Every act of every story, the earliest first."""
        while self._waiting:
            moment, _, story = heapq.heappop(self._waiting)
            self._now = moment
            with clock.set_for_loading(moment):
                self._wait(story, after=moment)

    def _wait(self, story: Story, *, after: dt.datetime | None) -> None:
        """Let the story act until it names its next moment, which is later than its last and never in the future."""
        when = next(story, None)
        if when is None:
            return
        moment = self.moment(when)
        if after is not None:
            moment = max(moment, after + A_MINUTE)
        heapq.heappush(self._waiting, (min(moment, self.ends), next(self._serial), story))
