"""What stops everything, said in words for the person who can mend it; and the guess "did you mean".

Faults of a canvas are findings, not errors; an error is for what leaves nothing to judge.
"""

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Input that cannot be worked with: what is wrong, and the likely fix. Exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


def guess(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that somebody who wrote `word` most likely meant, or None."""
    by_plain = {_plain(name): name for name in known}
    plain = _plain(word)
    if plain in by_plain:
        return by_plain[plain]
    close = difflib.get_close_matches(plain, by_plain, n=1, cutoff=0.6)
    if close:
        return by_plain[close[0]]
    parts = [name for key, name in by_plain.items() if len(plain) > 3 and (plain in key or key in plain)]
    return min(parts, key=len) if parts else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
