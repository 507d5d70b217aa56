"""Words of strangers' files as a page or a terminal shows them, never as it would read them."""

import html
import re


def escape(text: str) -> str:
    """Write a text so that Markdown and HTML show it as it is, on one line."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    line = re.sub(r"([\\`*_\[\]{}])", r"\\\1", html.escape(line, quote=False))
    line = line.replace("#", "&#35;").replace("|", "&#124;").replace("~", "&#126;")
    # At the start of a line these would begin a list, a table's rule or a definition.
    line = re.sub(r"^([+=:-])", lambda found: f"&#{ord(found[1])};", line)
    return re.sub(r"^(\d+)([.)])", lambda found: f"{found[1]}&#{ord(found[2])};", line)


def visible(text: str) -> str:
    """Spell out what would end a line or steer a terminal: a file's name may hold it."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def unlinked(escaped: str) -> str:
    """Keep an escaped text from being made a link where pages link bare addresses by themselves."""
    text = re.sub(r"(?i)([a-z][a-z0-9+.-]*|)://", r"\1&#58;//", escaped)
    return re.sub(r"(?i)\bwww\.", lambda found: f"{found[0][:3]}&#46;", text)
