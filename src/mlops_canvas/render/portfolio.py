"""Many systems in one table: text, Markdown, CSV or JSON; sorted, and grouped by team where wanted.

Reads plain data only and imports nothing that judges, so that a kept answer is shown at once.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from mlops_canvas.render import NOT_LEGAL_ADVICE
from mlops_canvas.render.escape import escape, visible

System = Mapping[str, Any]
_WORST_FIRST = ("prohibited", "unclear", "high", "limited", "minimal", "out_of_scope")
_GAP = "  "
_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

SORTS: dict[str, Callable[[System], Any]] = {
    "path": lambda one: one["path"],
    "name": lambda one: (one["name"] is None, one["name"] or ""),
    "risk": lambda one: _WORST_FIRST.index(one["risk"]) if one["risk"] in _WORST_FIRST else 1,
    "gaps": lambda one: -one["gaps"],
    "cost": lambda one: -(one["cost"]["total"] or (0, 0, -1))[2],
    "test_score": lambda one: -1 if one["test_score"]["score"] is None else one["test_score"]["score"],
}
"""What a portfolio can be sorted by: the one to look at first comes first."""


def show(
    systems: Sequence[System],
    skipped: Sequence[System],
    format_: str,
    *,
    sort: str,
    group_by: str | None,
    as_of: date,
) -> Iterator[str]:
    """Write a portfolio; equal systems stay in the order of their paths."""
    ordered = sorted(systems, key=SORTS[sort])
    groups = _groups(ordered, group_by)
    if format_ == "json":
        return _json(ordered, skipped, groups if group_by else None, systems)
    if format_ == "csv":
        return _csv(groups, skipped, group_by)
    table = _markdown if format_ == "markdown" else _text
    return _page(groups, skipped, systems, table, as_of, markdown=format_ == "markdown")


def _groups(systems: Sequence[System], group_by: str | None) -> dict[str | None, list[System]]:
    """Return the systems of each team; one of two teams stands with both, one of none comes last."""
    if group_by is None:
        return {None: list(systems)}
    found: dict[str, list[System]] = {}
    for one in systems:
        for name in one[group_by] or [""]:
            found.setdefault(name, []).append(one)
    return {name or "(no team)": found[name] for name in sorted(found, key=lambda name: (name == "", name))}


def same_names(systems: Sequence[System]) -> dict[str, list[str]]:
    """Return the names that more than one canvas bears, and their paths: a name is one system's."""
    counts = Counter(one["name"] for one in systems if one["name"])
    twice = {name for name, number in counts.items() if number > 1}
    return {name: [one["path"] for one in systems if one["name"] == name] for name in sorted(twice)}


def _json(
    ordered: Sequence[System],
    skipped: Sequence[System],
    groups: Mapping[str | None, Sequence[System]] | None,
    systems: Sequence[System],
) -> Iterator[str]:
    yield '{\n  "schema_version": 1,\n  "command": "portfolio",\n  "systems": ['
    yield from _rows(ordered)
    yield '\n  ],\n  "skipped": ['
    yield from _rows(skipped)
    yield "\n  ]"
    if groups is not None:
        named = {name: [one["path"] for one in inside] for name, inside in groups.items()}
        yield f',\n  "groups": {json.dumps(named, ensure_ascii=False)}'
    yield f',\n  "same_name": {json.dumps(same_names(systems), ensure_ascii=False)}\n}}\n'


def _rows(entries: Sequence[System]) -> Iterator[str]:
    # A line a system, so that a diff of two runs shows the systems that moved.
    comma = ""
    for entry in entries:
        yield f"{comma}\n    {_LINE(entry)}"
        comma = ","


def columns(system: System) -> dict[str, str]:
    """Return one system as flat text, by column; one of which only the risk was asked has fewer."""
    first = {
        "name": visible(system["name"] or system["path"]),
        "risk": system["risk"] or "unknown",
        "from": system["law_from"] or "",
    }
    if "automation" not in system:
        return {**first, "gaps": str(system["gaps"])}
    score = system["test_score"]["score"]
    return {
        **first,
        **{name: "?" if level is None else str(level) for name, level in system["automation"].items()},
        "test score": "?" if score is None else f"{score:g}",
        "balance": system["balance"] or "unknown",
        "cost": _cost(system["cost"]),
        "gaps": str(system["gaps"]),
        "next": ", ".join(system["next"][:1]),
    }


def _cost(cost: Mapping[str, Any]) -> str:
    if cost["total"] is None:
        return str(cost["verdict"] or "unknown")
    low, _, high = cost["total"]
    amount = f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
    return f"{amount} {cost['currency'] or ''}".rstrip() + (" in part" if cost["verdict"] == "partly" else "")


def _csv(
    groups: Mapping[str | None, Sequence[System]], skipped: Sequence[System], group_by: str | None
) -> Iterator[str]:
    """Write a line a system, then a line a skipped file; amounts are plain numbers, so that a sheet can add them."""
    line = StringIO()
    writer: csv.DictWriter[str] | None = None
    for group, one in (
        *((group, one) for group, inside in groups.items() for one in inside),
        *((None, one) for one in skipped),
    ):
        row = {"path": one["path"], "skipped": one["reason"]} if "reason" in one else _flat(one)
        if group_by is not None:
            row = {group_by: group or "", **row}
        if writer is None:
            writer = csv.DictWriter(line, list(row), restval="", lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _inert(value) for name, value in row.items()})
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _flat(one: System) -> dict[str, Any]:
    first = {
        "path": one["path"],
        "name": one["name"] or "",
        "teams": "; ".join(one["team"]),
        "risk": one["risk"] or "",
        "law_from": one["law_from"] or "",
    }
    if "automation" not in one:
        return {**first, "gaps": one["gaps"], "skipped": ""}
    low, likely, high = one["cost"]["total"] or ("", "", "")
    return {
        **first,
        **{f"readiness_{theme}": phase or "" for theme, phase in one["readiness"].items()},
        **{f"level_{scale}": "" if level is None else level for scale, level in one["automation"].items()},
        "test_score": "" if one["test_score"]["score"] is None else one["test_score"]["score"],
        "test_score_band": one["test_score"]["band"] or "",
        "balance": one["balance"] or "",
        "cost": one["cost"]["verdict"] or "",
        "currency": one["cost"]["currency"] or "",
        "cost_low": low,
        "cost_likely": likely,
        "cost_high": high,
        "gaps": one["gaps"],
        "next": "; ".join(one["next"]),
        "skipped": "",
    }


def _inert(value: Any) -> Any:
    """Keep a spreadsheet from taking a stranger's text for a formula, or a line of it for a row."""
    if not isinstance(value, str):
        return value
    return f"'{visible(value)}" if value.startswith(_FORMULA) else visible(value)


def _page(
    groups: Mapping[str | None, Sequence[System]],
    skipped: Sequence[System],
    systems: Sequence[System],
    table: Callable[[Sequence[System]], Iterator[str]],
    as_of: date,
    *,
    markdown: bool,
) -> Iterator[str]:
    say = _cell if markdown else visible
    for group, inside in groups.items():
        if group is not None:
            yield f"\n## {say(group)}\n\n" if markdown else f"\n{say(group)}\n"
        yield from table(inside)
    for name, paths in same_names(systems).items():
        yield f"\nThe name {say(name)} stands in more than one canvas: {say(', '.join(paths))}\n"
    for one in skipped:
        yield f"\nskipped {say(one['path'])}: {say(one['reason'])}\n"
    risks = Counter(one["risk"] or "unknown" for one in systems)
    found = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in risks.most_common())
    count = f"{len(systems)} {'system' if len(systems) == 1 else 'systems'}"
    left = f"; {len(skipped)} skipped" if skipped else ""
    yield f"\n{count}, as of {as_of.isoformat()}: {found or 'none'}{left}. {NOT_LEGAL_ADVICE}\n"


def _text(systems: Sequence[System]) -> Iterator[str]:
    rows = [columns(one) for one in systems]
    if not rows:
        return
    lines = [tuple(rows[0]), *(tuple(row.values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield _GAP.join(map(str.ljust, line, widths)).rstrip() + "\n"


def _markdown(systems: Sequence[System]) -> Iterator[str]:
    rows = [columns(one) for one in systems]
    if not rows:
        return
    yield f"| {' | '.join(rows[0])} |\n|{' --- |' * len(rows[0])}\n"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row.values())} |\n"


def _cell(text: str) -> str:
    return escape(visible(text))
