"""Limits of the API: so many requests a minute for each address, so many for each person.

Counted in windows that begin with the clock, one number each, so that a limit costs the same
however high it is; in the memory of each server process, without a query.
"""

import re

from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle


class WindowThrottle(SimpleRateThrottle):
    """At most ``num_requests`` in a window of ``duration`` seconds (the rate in the settings)."""

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        """``300/min``, and ``30/10s`` where the window is not one unit of time."""
        number, times, unit = re.fullmatch(r"([0-9]+)/([0-9]*)(.+)", rate or "").groups()
        count, seconds = super().parse_rate(f"{number}/{unit}")
        return count, seconds * int(times or 1)

    def allow_request(self, request, view) -> bool:
        key = self.get_cache_key(request, view)
        if key is None:
            return True
        now = self.timer()
        window = int(now // self.duration)
        self.left = (window + 1) * self.duration - now
        key = f"{key}:{window}"
        self.cache.add(key, 0, 2 * self.duration)
        return self.cache.incr(key) <= self.num_requests

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.left


class StrangerThrottle(WindowThrottle, AnonRateThrottle):
    """Who comes without a token is counted by network address."""


class TokenThrottle(WindowThrottle, UserRateThrottle):
    """Who comes with a token is counted as a person, whichever token and address."""

    def get_cache_key(self, request, view) -> str | None:
        if not request.user.is_authenticated:
            return None
        return super().get_cache_key(request, view)
