"""How far a run has come, on a terminal and with tqdm; elsewhere nothing is said of it."""

from __future__ import annotations

import sys

from arnorm.cli.streams import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Progress"]


class Progress:
    """A bar that counts bytes of the inputs."""

    def __init__(self, total: int) -> None:
        self._bar: Any = None
        if total and sys.stderr is not None and sys.stderr.isatty():
            try:
                from tqdm import tqdm
            except ImportError:
                return
            self._bar = tqdm(total=total, unit="B", unit_scale=True, leave=False, dynamic_ncols=True)

    def advance(self, count: int) -> None:
        """Count bytes that were read."""
        if self._bar is not None:
            self._bar.update(count)

    def say(self, message: str) -> None:
        """Complain without a bar in the way."""
        if self._bar is not None:
            self._bar.clear()
        complain(message)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
