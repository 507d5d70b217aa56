"""What a person reads in a terminal: findings in the order of the file, then one line that sums up.

Never colour alone: each severity has its word. Checks that passed are counted, those not judged are
counted too, and both are listed where the reports hold them because `--all` was asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

from mlops_canvas.assess import Assessment, Report
from mlops_canvas.canvas.dump import inline
from mlops_canvas.finding import Finding, by_position
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render import plain, verdicts
from mlops_canvas.render.escape import visible
from mlops_canvas.render.plain import count as _count

WIDTH = 100
_CODES = {
    "error": "31;1",
    "warning": "33;1",
    "note": "36",
    "unknown": "35",
    "ok": "32",
    "bold": "1",
    "dim": "2",
}
_LABEL = 16


class Pen:
    """Colours words where colour is wanted."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, style: str) -> str:
        """Return the text in a style, or as it is."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._colour and style in _CODES else text


def check(reports: Iterable[Report], pen: Pen, *, list_all: bool = False) -> Iterator[str]:
    """Show findings file by file, and the summary at the end."""
    summary, spoken = plain.Summary(), ""
    for report in reports:
        summary.add(report)
        for finding in sorted(report.every_finding(), key=by_position):
            if list_all or _worth_a_line(finding):
                spoken = spoken or (finding.rule if finding.outcome == "gap" else "")
                yield from one(finding, pen)
    yield from _summary(summary, pen, spoken)


def _worth_a_line(finding: Finding) -> bool:
    return finding.outcome in {"gap", "note", "failed"} and finding.waived is None


def word(finding: Finding) -> str:
    """Return the word that stands for a finding's weight."""
    if finding.waived:
        return "waived"
    return finding.severity if finding.outcome == "gap" else finding.outcome


def one(finding: Finding, pen: Pen) -> Iterator[str]:
    """Show one finding; a gap also with its line, a caret, and what to do."""
    place = finding.location
    head = pen(f"{word(finding)}[{finding.rule}]", word(finding))
    yield f"{visible(str(place))}: {head} {visible(finding.about)}: {visible(finding.message)}\n"
    if finding.outcome == "gap" and finding.excerpt.strip():
        yield from _excerpt(finding, pen)
    for other in finding.related:
        if finding.outcome == "gap":
            yield f"      = {visible(str(other.location))}: {other.message}\n"
    if finding.remediation:
        yield f"      = to do ({finding.remediation.effort} effort): {finding.remediation.text}\n"
    if finding.debt:
        yield f"      = leaves technical debt: {', '.join(finding.debt).replace('_', ' ')}\n"


def _excerpt(finding: Finding, pen: Pen) -> Iterator[str]:
    place = finding.location
    line = finding.excerpt.replace("\t", " ")
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    shift = max(0, start - WIDTH // 2) if len(line) > WIDTH else 0
    shown = line[shift : shift + WIDTH]
    carets = "^" * max(1, min(end - shift, len(shown)) - (start - shift))
    yield f"{place.line:>5} | {visible(shown)}\n"
    yield f"      | {' ' * (start - shift)}{pen(carets, word(finding))}\n"


def _summary(summary: plain.Summary, pen: Pen, rule: str) -> Iterator[str]:
    counts = summary.counts
    parts = [
        _count(counts["gap"], "gap"),
        _count(counts["note"], "note"),
        f"{counts['ok']} checks passed",
        f"{counts['unknown']} not judged for want of answers (--all lists them)",
    ]
    if counts["waived"]:
        parts.append(f"{counts['waived']} waived")
    if counts["failed"]:
        parts.append(pen(f"{counts['failed']} rules broke", "error"))
    if counts["not_applicable"]:
        parts.append(f"{counts['not_applicable']} not applicable")
    yield f"\n{pen(_count(summary.files, 'canvas', 'canvases'), 'bold')}: {', '.join(parts)}\n"
    if rule:
        yield f"Why, and what to do: mlops-canvas explain {rule}\n"


def assess(report: Report, knowledge: Knowledge, pen: Pen, *, list_all: bool = False) -> Iterator[str]:
    """Show the answer to each question, then the findings that ask for something."""
    name = report.name or "a canvas without a name"
    yield f"{pen(name, 'bold')}  {visible(report.path)}, as of {report.as_of.isoformat()}, law {report.law_version}\n\n"
    for question, answer in report.assessments.items():
        yield from _answer(question, answer, knowledge, pen)
    listed = [
        finding
        for finding in sorted(report.every_finding(), key=by_position)
        if list_all or (finding.outcome in {"gap", "failed"} and finding.waived is None)
    ]
    if listed:
        yield f"\n{pen('All findings' if list_all else 'What to mend', 'bold')}\n"
        for finding in listed:
            yield from one(finding, pen)
    summary = plain.Summary()
    summary.add(report)
    yield from _summary(summary, pen, listed[0].rule if listed else "")


def card(report: Report, knowledge: Knowledge, pen: Pen) -> Iterator[str]:
    """Show how one system stands, in a few labelled lines."""
    yield f"{pen(report.name or visible(report.path), 'bold')}  {visible(report.path)}\n"
    for label, text in verdicts.card(report, knowledge):
        first, *rest = wrap(visible(text), WIDTH - _LABEL, break_on_hyphens=False) or [""]
        yield f"  {label:<{_LABEL - 2}}{first}\n"
        yield from (f"{' ' * _LABEL}{line}\n" for line in rest)


def _answer(question: str, answer: Assessment, knowledge: Knowledge, pen: Pen) -> Iterator[str]:
    title = question.replace("_", " ")
    lines = verdicts.lines(question, answer, knowledge)
    first, *rest = [part for line in lines for part in _folded(line)]
    yield f"{pen(title, 'bold')}{' ' * (_LABEL - len(title))}{first}\n"
    for line in rest:
        yield f"{' ' * _LABEL}{line}\n"


def _folded(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return wrap(visible(line), WIDTH - _LABEL, subsequent_indent=indent, break_on_hyphens=False) or [""]


def explain(entry: Mapping[str, Any], pen: Pen) -> Iterator[str]:
    """Show one entry of the knowledge: its title, its text, its own fields and its sources."""
    yield f"{pen(entry['id'], 'bold')}  {entry['title']}  ({entry['kind']})\n\n"
    if entry["text"]:
        yield "\n".join(wrap(entry["text"], WIDTH)) + "\n\n"
    for name, value in entry.items():
        if name not in {"id", "kind", "title", "text", "sources"} and value not in (None, [], {}, ""):
            yield from _field(name, value)
    yield f"\n{pen('Sources', 'bold')}\n"
    for source in entry["sources"]:
        place = f", {source['place']}" if source.get("place") else ""
        address = f"\n    {source['address']}" if source.get("address") else ""
        yield f"  {source['id']} ({source['checked'].replace('_', ' ')}): {source['title']}{place}{address}\n"


def _field(name: str, value: Any) -> Iterator[str]:
    label = name.replace("_", " ")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if not isinstance(value, dict | list):
        yield "\n".join(wrap(f"{label}: {value}", WIDTH, subsequent_indent="  ")) + "\n"
        return
    yield f"{label}:\n"
    items = value.items() if isinstance(value, dict) else [("-", item) for item in value]
    for key, item in items:
        for one in item if isinstance(item, list) else [item]:
            # Nested data in one line, as a canvas would have it in braces.
            shown = one if isinstance(one, str) else inline(one)
            yield "\n".join(wrap(f"{key}: {shown}", WIDTH, initial_indent="  ", subsequent_indent="    ")) + "\n"


def diff(data: Mapping[str, Any], pen: Pen) -> Iterator[str]:
    """Show what changed, block by block."""
    changes = data["changes"]
    if not changes:
        yield f"{data['a']} and {data['b']} decide the same\n"
        return
    yield f"{data['a']} → {data['b']}: {_count(len(changes), 'change')}\n"
    block = None
    for change in changes:
        if change["block"] != block:
            block = change["block"]
            yield f"\n{pen(block or 'around the blocks', 'bold')}\n"
        yield f"  {pen(change['kind'], _KIND_STYLE[change['kind']])} {change['about']}{_change(change)}\n"


_KIND_STYLE = {
    "added": "ok",
    "removed": "error",
    "changed": "warning",
    "decided": "ok",
    "reopened": "warning",
}


def _change(change: Mapping[str, Any]) -> str:
    before, after = _short(change["before"]), _short(change["after"])
    why = f", because of {', '.join(change['because'])}" if change.get("because") else ""
    if change["kind"] == "added":
        return f": {after}{why}"
    return f": was {before}{why}" if change["kind"] == "removed" else f": {before} → {after}{why}"


def _short(value: Any) -> str:
    text = ", ".join(map(_short, value)) or "none" if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"
