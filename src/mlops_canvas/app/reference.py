"""`explain --all`: the whole knowledge as pages of Markdown in a folder, the packs' own entries too.

A page that was made here and that nobody has edited is made anew; any other file stays as it is. Pages made
here earlier that no entry needs now are named, not deleted.
"""

from collections.abc import Iterator
from pathlib import Path

from mlops_canvas.app import options
from mlops_canvas.app.explain import catalogue
from mlops_canvas.errors import UserError
from mlops_canvas.render import reference
from mlops_canvas.write import Written, plan, replace


def run(folder: Path, *, dry_run: bool, packs: tuple[Path, ...]) -> list[Written]:
    """Write the reference: each page is `create`, `same`, `change`, `conflict` (edited) or `stale` (not needed)."""
    pages = build(packs)
    written = [_planned(item) for item in plan(pages, folder)]
    for item, (_, text) in zip(written, sorted(pages.items()), strict=True):
        if not dry_run and item.action in {"create", "change"}:
            replace(Path(item.path), text)
    return [*written, *_stale(folder, pages)]


def build(packs: tuple[Path, ...]) -> dict[str, str]:
    """Return the pages by their paths below the folder of the reference."""
    knowledge = options.load_knowledge(packs)
    return reference.render(catalogue(knowledge), knowledge.sources)


def _planned(item: Written) -> Written:
    if item.action != "conflict" or not reference.generated(_text(Path(item.path))):
        return item
    return Written(item.path, "change")


def _stale(folder: Path, pages: dict[str, str]) -> Iterator[Written]:
    for path in sorted(folder.glob("*.md")):
        if path.name not in pages and reference.generated(_text(path), untouched=False):
            yield Written(path.as_posix(), "stale")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
