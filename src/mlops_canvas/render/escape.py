"""Words of strangers' files as Markdown and HTML show them, never as they would read them."""

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
