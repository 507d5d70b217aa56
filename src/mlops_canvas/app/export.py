"""`export`: a document that others ask for, filled from a canvas, as text or written to a file.

A file that was made here and that nobody has edited is made anew; any other stays as it is unless forced.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Any

from mlops_canvas import resources
from mlops_canvas.app import options, sources
from mlops_canvas.assess import Engine, dossier
from mlops_canvas.assess.dossier import Dossier, FilledPart
from mlops_canvas.canvas import Loaded
from mlops_canvas.errors import UserError, guess
from mlops_canvas.finding import by_position
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render.export import page
from mlops_canvas.render.stamp import stamp, untouched
from mlops_canvas.subject import Subject
from mlops_canvas.write import Written, plan, replace

TEMPLATE = "markdown/document.md.jinja"


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished document: its text, how far it is filled in words, and as data."""

    text: str
    counted: str
    data: Mapping[str, Any]
    command: str


def run(name: str, *, to: str, packs: tuple[Path, ...], as_of: date, law: str | None = None) -> Exported:
    """Fill the document `to` from one canvas. Raises UserError where there is nothing to fill it from."""
    knowledge = options.load_knowledge(packs, law)
    key = _document(knowledge, to)
    filled = _filled(key, sources.read(sources.one(name)), knowledge, as_of)
    command = f"export --to {_spelt(key)}"
    text = stamp(page.page(filled, resources.template(TEMPLATE)), command)
    return Exported(text, f"{_spelt(key)}: {page.counted(filled)}", _data(filled), command)


def written(made: Exported, target: Path, *, canvas: str, force: bool, dry_run: bool) -> Written:
    """Write a document, or only say what would happen: `create`, `same`, `change`, or `conflict` (edited by somebody).

    With `force` a conflict is a change. Raises UserError where the target is the canvas itself.
    """
    if target.exists() and target.samefile(sources.one(canvas)):
        raise UserError(f"{target}: that is the canvas itself", "name another file with -o")
    (planned,) = plan({target.name: made.text}, target.parent)
    if planned.action == "conflict" and target.is_file() and (force or untouched(_there(target), made.command)):
        planned = Written(planned.path, "change")
    if not dry_run and planned.action in {"create", "change"}:
        replace(target, made.text)
    return planned


def diff(made: Exported, target: Path) -> str:
    """Return what writing would change, as a unified diff."""
    before = _there(target) if target.is_file() else ""
    name = target.as_posix()
    lines = unified_diff(
        before.splitlines(keepends=True), made.text.splitlines(keepends=True), name if before else "/dev/null", name
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _there(target: Path) -> str:
    try:
        return target.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise UserError(f"{target}: cannot be read ({error.strerror})") from error


def _document(knowledge: Knowledge, to: str) -> str:
    names = {_spelt(key): key for key in knowledge.documents}
    if to not in names:
        meant = guess(to, names)
        hint = f"did you mean '{meant}'?" if meant else f"there are {', '.join(sorted(names))}"
        raise UserError(f"nothing is exported to '{to}'", hint)
    return names[to]


def _spelt(key: str) -> str:
    return key.replace("_", "-")


def _filled(key: str, loaded: Loaded, knowledge: Knowledge, as_of: date) -> Dossier:
    if loaded.canvas is None:
        first = min(loaded.findings, key=by_position)
        raise UserError(f"{first.location}: {first.message}")
    document = knowledge.documents[key]
    report = Engine(knowledge, as_of).run(loaded, dossier.questions(document))
    subject = Subject(loaded.canvas, loaded.positions, knowledge, as_of, loaded.unreadable)
    return dossier.fill(key, document, subject, report)


def _data(filled: Dossier) -> dict[str, Any]:
    found, report = filled.demanded, filled.report
    points = [
        {
            "id": one.point.id,
            "point": one.point.point,
            "title": one.point.title,
            "state": one.state,
            "blanks": [_blank(part) for part in one.blanks],
        }
        for one in filled.points.values()
    ]
    return {
        "to": _spelt(filled.name),
        "name": report.name,
        "as_of": report.as_of.isoformat(),
        "law_version": report.law_version,
        "category": report.assessments["risk"].verdict,
        "demanded": found.answer if found else None,
        "demanded_from": found.owed["from"] if found and found.owed else None,
        "demanded_missing": list(found.missing) if found else [],
        "counts": dict(filled.counts),
        "points": points,
    }


def _blank(part: FilledPart) -> dict[str, Any]:
    return {"asks": part.asks, "add": list(part.answer.missing)}
