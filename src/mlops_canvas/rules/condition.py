"""Conditions: YAML → a function of a subject that answers True, False or None (unknown).

Kleene's logic: `all` with a false arm is false whatever the others are, `any` with a true arm is true. A
blank field is unknown; a stated empty list is not. YAML names predicates of this file, never code.
"""

from collections.abc import Callable, Iterator
from typing import Any

from mlops_canvas.errors import UserError
from mlops_canvas.subject import UNREADABLE, Subject

Condition = Callable[[Subject], bool | None]

_ORDER = ("manual", "automated")


def compile_condition(tree: Any) -> Condition:
    """Compile a condition. Raises UserError where the tree uses words outside the vocabulary."""
    if not isinstance(tree, dict):
        raise UserError(f"a condition is a mapping, not {tree!r}")
    keys = set(tree)
    for name in ("all", "any"):
        if keys == {name}:
            parts = [compile_condition(part) for part in tree[name]]
            return _fold(parts, decides=name == "any")
    if keys == {"not"}:
        return _not(compile_condition(tree["not"]))
    if keys == {"tool"}:
        return _tool(tree["tool"].get("block"), tree["tool"]["role"])
    if keys == {"practice", "at_least"}:
        return _practice(tree["practice"], tree["at_least"])
    operators = keys - {"field"}
    if "field" in keys and len(operators) == 1 and operators <= set(_FIELD):
        (operator,) = operators
        return _FIELD[operator](tree["field"], tree[operator])
    raise UserError(f"no such condition: {', '.join(sorted(keys))}")


def fields_of(tree: Any) -> Iterator[str]:
    """List the canvas paths that a condition reads."""
    if isinstance(tree, dict):
        if "field" in tree:
            yield tree["field"]
        for part in tree.values():
            yield from fields_of(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from fields_of(part)


def open_fields(tree: Any, subject: Subject) -> Iterator[str]:
    """List the fields that leave a condition undecided; arms that are decided already do not count."""
    if compile_condition(tree)(subject) is not None:
        return
    for part in tree.get("all") or tree.get("any") or [part for part in (tree.get("not"),) if part]:
        yield from open_fields(part, subject)
    if "field" in tree:
        yield tree["field"]


def _fold(parts: list[Condition], *, decides: bool) -> Condition:
    """Join arms: one arm of the deciding value settles it, else an unknown arm leaves it open."""

    def test(subject: Subject) -> bool | None:
        result: bool | None = not decides
        for part in parts:
            found = part(subject)
            if found is decides:
                return decides
            if found is None:
                result = None
        return result

    return test


def _not(part: Condition) -> Condition:
    def test(subject: Subject) -> bool | None:
        found = part(subject)
        return None if found is None else not found

    return test


def _known(subject: Subject, path: str) -> Any:
    value = subject.value(path)
    return None if value is UNREADABLE or value == "" else value


def _one_of(path: str, words: list[str]) -> Condition:
    choices = frozenset(words)

    def test(subject: Subject) -> bool | None:
        value = _known(subject, path)
        return None if value is None else _word(value) in choices

    return test


def _equals(path: str, word: Any) -> Condition:
    return _one_of(path, [word])


def _any_of(path: str, words: list[str]) -> Condition:
    choices = frozenset(words)

    def test(subject: Subject) -> bool | None:
        value = _known(subject, path)
        if value is None:
            return None
        if not choices.isdisjoint(value):
            return True
        return None if "unknown" in value else False

    return test


def _at_least(path: str, bound: str) -> Condition:
    limit = float(bound)

    def test(subject: Subject) -> bool | None:
        value = _known(subject, path)
        return None if value is None else value >= limit

    return test


def _below(path: str, bound: str) -> Condition:
    return _not(_at_least(path, bound))


def _answered(path: str, wanted: str) -> Condition:
    truth = wanted == "true"

    def test(subject: Subject) -> bool | None:
        value = subject.value(path)
        if value is UNREADABLE:
            return None
        return (value is not None and value != "") == truth

    return test


def _tool(block: str | None, role: str) -> Condition:
    def test(subject: Subject) -> bool | None:
        found = subject.tools(block)
        if any(role in roles for _, _, roles in found):
            return True
        # A tool that nobody knows may have the role, and so may one in a block that could not be read.
        unclear = any(not roles for _, _, roles in found)
        lost = subject.lost(f"blocks.{block}") if block else any(u.startswith("blocks") for u in subject.unreadable)
        return None if unclear or lost else False

    return test


def _practice(name: str, at_least: str) -> Condition:
    accepted = _ORDER[_ORDER.index(at_least) :]

    def test(subject: Subject) -> bool | None:
        claim = (subject.canvas.practices or {}).get(name)
        return None if claim is None else claim.status in accepted

    return test


_FIELD: dict[str, Callable[[str, Any], Condition]] = {
    "equals": _equals,
    "one_of": _one_of,
    "any_of": _any_of,
    "at_least": _at_least,
    "below": _below,
    "answered": _answered,
}


def _word(value: Any) -> Any:
    """Booleans are written `true` and `false` in rules, as in canvases."""
    return str(value).lower() if isinstance(value, bool) else value
