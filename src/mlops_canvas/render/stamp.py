"""A line at the head of a page that says where it comes from and what it held, so that an edit is seen."""

from hashlib import blake2b

_END = "; an edited file is not written over -->\n\n"
_LINE = "<!-- Made by `mlops-canvas {command}`, {digest}" + _END


def stamp(text: str, command: str) -> str:
    """Put the line before a page."""
    return _LINE.format(command=command, digest=_digest(text)) + text


def untouched(text: str, command: str) -> bool:
    """Say whether a page was made by the command and nobody has edited it since; ends of lines do not count."""
    line, mark, rest = text.replace("\r\n", "\n").partition(_END)
    return bool(mark) and line + mark == _LINE.format(command=command, digest=_digest(rest))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
