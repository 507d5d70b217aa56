"""What stops everything, said in words for the person who can mend it; and the guess "did you mean".

Faults of a canvas are findings, not errors; an error is for what leaves nothing to judge.
"""

from collections.abc import Iterable

# A wrong guess costs more than none: it is believed. Long words share letters by chance.
# `done` is near `none` and means the opposite: tiny words are guessed only when very near.
TINY, SHORT = 4, 7
CLOSE, CLOSER = 0.6, 0.8


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
    import difflib  # only a mistake pays for it, not every start

    by_plain = {_plain(name): name for name in known}
    plain = _plain(word)
    if plain in by_plain:
        return by_plain[plain]
    cutoff = CLOSE if TINY < len(plain) <= SHORT else CLOSER
    close = difflib.get_close_matches(plain, by_plain, n=1, cutoff=cutoff)
    if close:
        return by_plain[close[0]]
    # `healthcare` for `health`, `github_enterprise` for `github`: the known word begins the written one.
    heads = [key for key in by_plain if len(key) > 3 and plain.startswith(key)]
    if heads:
        return by_plain[max(heads, key=len)]
    longer = [key for key in by_plain if key.startswith(f"{plain}_")]
    return by_plain[longer[0]] if len(longer) == 1 else None


def known(words: Iterable[str], most: int = 24) -> str:
    """Return the words that are known, if they are few enough to be read."""
    names = sorted(words)
    return f": known are {', '.join(names)}" if len(names) <= most else ""


def _plain(word: str) -> str:
    import re

    return "_".join(re.findall(r"[a-z0-9.]+", word.casefold().replace("&", "and")))
