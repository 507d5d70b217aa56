"""Conditions: YAML → a function of a subject that answers True, False or None (unknown).

Kleene's logic: `all` with a false arm is false whatever the others are, `any` with a true arm is true. A
blank field is unknown; a stated empty list is not. YAML names predicates of this file, never code.
"""

from collections.abc import Callable, Iterable, Iterator
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
    if keys == {"tool"} and {"role"} <= set(tree["tool"]) <= {"role", "block", "without"}:
        return _tool(**tree["tool"])
    if keys == {"practice", "at_least"}:
        return _practice(tree["practice"], _ORDER[_ORDER.index(tree["at_least"]) :])
    if keys == {"practice", "status"}:
        return _practice(tree["practice"], tree["status"])
    if keys == {"items", "where", "one_of", "at_least"}:
        return _items(tree["items"], tree["where"], tree["one_of"], tree["at_least"])
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
        if "items" in tree:
            yield f"{tree['items']}[].{tree['where']}"
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
    elif "items" in tree:
        yield tree["items"]


def because(tree: Any, subject: Subject) -> Iterator[str]:
    """List the fields that make a condition true, or false; arms that say otherwise do not count."""
    truth = compile_condition(tree)(subject)
    if "not" in tree:
        yield from because(tree["not"], subject)
    for name in {"all", "any"} & set(tree):
        for part in tree[name]:
            if compile_condition(part)(subject) is truth:
                yield from because(part, subject)
    yield from fields_of({key: tree[key] for key in {"field", "items", "where"} & set(tree)})


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
        if isinstance(value, tuple):  # a list is only ever `none` as a whole; `unknown` may turn out to be
            return None if value == ("unknown",) else value == () and "none" in choices
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


def _regulation(path: str, wanted: str) -> Condition:
    """Ask how strongly the word in a field is regulated, as its vocabulary says."""

    def test(subject: Subject) -> bool | None:
        value = _known(subject, path)
        info = subject.knowledge.fields.get(path)
        if value is None or info is None or info.words is None:
            return None
        word = subject.knowledge.words[info.words].get(value)
        return word is not None and word.regulation == wanted

    return test


def _items(path: str, where: str, words: list[str], at_least: str) -> Condition:
    """Ask whether so many items of a list hold one of the words; items that are silent may hold it."""
    choices, bound = frozenset(words), int(at_least)

    def test(subject: Subject) -> bool | None:
        items = _known(subject, path)
        if items is None:
            return None
        values = [getattr(item, where) for item in items]
        if sum(value in choices for value in values) >= bound:
            return True
        lost = any(unit.startswith(f"{path}.") for unit in subject.unreadable)
        return None if lost or None in values else False

    return test


def _tool(role: str | list[str], block: str | None = None, without: str | None = None) -> Condition:
    """Ask whether a tool has one of the roles, and not the role `without`; where a block is given, there.

    A block that lists no tools leaves it open. Without a block, nothing listed anywhere means that there is
    none: somebody who asks for the whole canvas asks whether it is named at all.
    """
    wanted = frozenset((role,) if isinstance(role, str) else role)

    def test(subject: Subject) -> bool | None:
        found = subject.uses(block)
        if any(not wanted.isdisjoint(use.roles) and without not in use.roles for use in found):
            return True
        # A tool that nobody knows may have the role, and so may one in a block that could not be read.
        unclear = any(not use.roles for use in found)
        if block is None:
            lost = any(unit.startswith("blocks") for unit in subject.unreadable)
        else:
            lost = subject.canvas.at(f"blocks.{block}.tools") is None
        return None if unclear or lost else False

    return test


def _practice(name: str, accepted: Iterable[str]) -> Condition:
    statuses = frozenset(accepted)

    def test(subject: Subject) -> bool | None:
        claim = (subject.canvas.practices or {}).get(name)
        return None if claim is None else claim.status in statuses

    return test


_FIELD: dict[str, Callable[[str, Any], Condition]] = {
    "equals": _equals,
    "one_of": _one_of,
    "any_of": _any_of,
    "at_least": _at_least,
    "below": _below,
    "answered": _answered,
    "regulation": _regulation,
}


def _word(value: Any) -> Any:
    """Booleans are written `true` and `false` in rules, as in canvases."""
    return str(value).lower() if isinstance(value, bool) else value
