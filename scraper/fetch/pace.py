"""Politeness: how fast one host is asked."""

import asyncio
from dataclasses import dataclass, field

_BURST = 4


@dataclass(slots=True)
class Pace:
    """Lets requests to one host through at a rate: a few at once, then one each `interval` seconds."""

    interval: float
    burst: int = _BURST
    _next: float = 0.0
    _closed_until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def slow_down(self, seconds: float) -> None:
        """Let one request through each `seconds`, where that is slower."""
        if seconds > self.interval:
            self.interval, self.burst = seconds, 1

    def pause(self, seconds: float) -> None:
        """Let none through for so long."""
        self._closed_until = max(self._closed_until, asyncio.get_running_loop().time() + seconds)

    async def turn(self) -> None:
        """Wait until a request may be sent."""
        async with self._lock:
            clock = asyncio.get_running_loop().time
            while (wait := max(self._closed_until, self._next - (self.burst - 1) * self.interval) - clock()) > 0:
                await asyncio.sleep(wait)
            self._next = max(self._next, clock()) + self.interval
