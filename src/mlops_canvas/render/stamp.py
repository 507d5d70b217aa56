"""A line at the head of a page that says where it comes from and what it held, so that an edit is seen."""

import re
from hashlib import blake2b

_LINE = "<!-- Made by `mlops-canvas {command}`, {digest}; an edited file is not written over -->\n\n"


def stamp(text: str, command: str) -> str:
    """Put the line before a page."""
    return _LINE.format(command=command, digest=_digest(text)) + text


def untouched(text: str, command: str) -> bool:
    """Say whether a page was made by the command and nobody has edited it since."""
    pattern = re.escape(_LINE.format(command=command, digest="\0")).replace("\0", "([0-9a-f]{12})")
    found = re.match(pattern.replace("\\\x00", "([0-9a-f]{12})"), text)
    return found is not None and found[1] == _digest(text[found.end() :])


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
