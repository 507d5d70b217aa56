"""`demo`: the example canvases, read and judged, a card each."""

from collections.abc import Iterator
from datetime import date

from mlops_canvas import resources
from mlops_canvas.app import options, sources
from mlops_canvas.assess import QUESTIONS, Engine


def run(*, as_of: date, format_: str, colour: bool) -> Iterator[str]:
    """Assess every example canvas."""
    from mlops_canvas.render import NOT_LEGAL_ADVICE, json, plain, terminal

    knowledge = options.load_knowledge(())
    engine = Engine(knowledge, as_of)
    files = sorted(resources.folder("canvases").glob("*/canvas.yaml"))
    reports = [engine.run(sources.read(path), QUESTIONS) for path in files]
    if format_ == "json":
        systems = [{"path": report.path, **plain.system(report)} for report in reports]
        yield json.document("demo", {"systems": systems})
        return
    pen = terminal.Pen(colour=colour)
    for report in reports:
        yield from terminal.card(report, knowledge, pen)
        yield "\n"
    yield f"{plain.count(len(reports), 'canvas', 'canvases')}. {NOT_LEGAL_ADVICE} One in full: "
    yield f"mlops-canvas assess {sources.shown(files[0].parent) if files else 'CANVAS'}\n"
