"""`diff`: what was decided anew between two canvases, or what changed between two reports of one command."""

import json as standard
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlops_canvas import git
from mlops_canvas.app import sources
from mlops_canvas.canvas import Canvas, load
from mlops_canvas.canvas.diff import diff
from mlops_canvas.errors import UserError


def run(a: str, b: str, *, format_: str, colour: bool) -> Iterator[str]:
    """Compare two canvases (files, folders or FILE@REV), or two JSON reports."""
    reports = _reports(a, b)
    changes = _report_changes(*reports) if reports else _canvas_changes(a, b)
    data = {"a": a, "b": b, "changes": changes}
    if format_ == "json":
        from mlops_canvas.render import json

        yield json.document("diff", data)
        return
    from mlops_canvas.render import terminal

    yield from terminal.diff(data, terminal.Pen(colour=colour))


def _canvas_changes(a: str, b: str) -> list[dict[str, Any]]:
    return [
        {"about": one.about, "kind": one.kind, "before": one.before, "after": one.after, "block": one.block}
        for one in diff(_canvas(a), _canvas(b))
    ]


def _canvas(name: str) -> Canvas:
    file, at, revision = name.rpartition("@")
    if at and not Path(name).exists():
        loaded = load(git.blob(Path(file), revision), name)
    else:
        loaded = sources.read(sources.one(name))
    errors = [finding for finding in loaded.findings if finding.severity == "error"]
    if loaded.canvas is None or errors:
        said = "\n".join(f"{one.location} {one.about}: {one.message}" for one in errors)
        raise UserError(f"{name} has faults, so what it decides is not clear:\n{said}")
    return loaded.canvas


def _reports(a: str, b: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    found = [_report(name) for name in (a, b)]
    if found[0] is None and found[1] is None:
        return None
    if found[0] is None or found[1] is None or found[0].get("command") != found[1].get("command"):
        raise UserError("diff compares two canvases, or two JSON reports of one command")
    return found[0], found[1]


def _report(name: str) -> dict[str, Any] | None:
    path = Path(name)
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        data = standard.loads(path.read_bytes())
    except ValueError as error:
        raise UserError(f"{name}: not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("schema_version") != 1 or "command" not in data:
        raise UserError(f"{name}: not a report of this tool")
    return data


def _report_changes(a: dict[str, Any], b: dict[str, Any]) -> list[dict[str, Any]]:
    """Compare findings by key, verdicts and measures by question; a risk category also says why it changed."""
    before, after = _facts(a), _facts(b)
    changes: list[dict[str, Any]] = []
    for about in sorted({*before, *after}):
        old, new = before.get(about), after.get(about)
        if old != new:
            kind = "added" if old is None else "removed" if new is None else "changed"
            changes.append({"about": about, "kind": kind, "before": old, "after": new, "block": _block(about)})
    why = [one["about"] for one in changes if one["about"].startswith("risk.facts.") or one["about"] == "law_version"]
    told = [{**one, "because": why} if one["about"] in _DERIVED else one for one in changes if not _told(one)]
    return sorted(told, key=lambda one: one["about"] not in _DERIVED)


def _told(change: dict[str, Any]) -> bool:
    """Say whether another row tells it: a duty that came or went is one change, from its day."""
    about = change["about"]
    return change["kind"] != "changed" and about.startswith("risk.duties.") and not about.endswith((".from", "_from"))


_DERIVED = ("risk.verdict", "risk.law_from", "risk.possible")
_OF_DUTY = ("from", "literal_from", "roles", "certain", "lacking", "transition")
_BY_ID = {"fired": "rule", "lifted": "rule"}
"""Lists of the risk category whose items are compared one by one, and what names each."""


def _facts(report: dict[str, Any]) -> dict[str, Any]:
    findings = list(report.get("findings", []))
    facts: dict[str, Any] = {"law_version": report.get("law_version")}
    for question, answer in report.get("assessments", {}).items():
        findings += answer["findings"]
        facts[f"{question}.verdict"] = answer["verdict"]
        facts |= {f"{question}.{name}": value for name, value in _measures(question, answer["measures"])}
    here = {finding["path"] for finding in findings}
    # Reports of one file each are compared whatever the files are called.
    tail = f":{here.pop()}" if len(here) == 1 else ""
    facts |= {finding["key"].removesuffix(tail): [finding["outcome"], finding["message"]] for finding in findings}
    return {about: value for about, value in facts.items() if value is not None}


def _measures(question: str, measures: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in measures.items():
        if question == "risk" and name in {"would_change", "would_settle", "settling"}:
            continue  # they follow from what is compared anyhow
        if question == "risk" and name in _BY_ID:
            yield from ((f"{name}.{item[_BY_ID[name]]}", _without_lines(item)) for item in value)
        elif question == "risk" and name == "duties":
            yield from ((f"duties.{one['id']}.{key}", one.get(key)) for one in value for key in _OF_DUTY)
        elif question == "risk" and name == "facts":
            yield from ((f"facts.{field}", said) for field, said in value.items())
        else:
            yield name, value


def _without_lines(item: dict[str, Any]) -> dict[str, Any]:
    facts = [{key: value for key, value in fact.items() if key != "line"} for fact in item.get("facts", ())]
    return {**item, **({"facts": facts} if facts else {})}


def _block(about: str) -> str | None:
    _, found, rest = about.partition(":blocks.")
    return rest.split(".")[0].split(":")[0] if found else None
