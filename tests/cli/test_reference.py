"""Everything explains itself, the pages of the reference are those of today, and no field is there for show."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown  # type: ignore[import-untyped]
import pytest
import yaml

from mlops_canvas import resources
from mlops_canvas.app import explain, reference
from mlops_canvas.assess import QUESTIONS, engine
from mlops_canvas.errors import UserError
from mlops_canvas.knowledge import documents, law, model, sourced
from mlops_canvas.knowledge import load as load_knowledge
from mlops_canvas.knowledge.catalogue import KINDS
from mlops_canvas.render import terminal
from mlops_canvas.render.escape import escape
from mlops_canvas.render.plain import data as plain_data
from mlops_canvas.render.reference import PAGES, generated, stamp
from mlops_canvas.shape import Shape
from tests.conftest import ROOT, Judge, Run

FOLDER = ROOT / "docs" / "reference"
PAGES_NOW = reference.build(())
KNOWLEDGE = load_knowledge([resources.knowledge()])
CATALOGUE = explain.catalogue(KNOWLEDGE)
HOSTILE = "*a* _b_ `c` <script>alert(1)</script> [x](javascript:alert(1)) | # h \\ &amp; {: .k} ~~s~~ ![i](http://i)"


class _Html(HTMLParser):
    """The anchors and links of a page, its tags and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(markdown.markdown(text, extensions=["toc", "tables", "fenced_code"]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"] or ""] if tag == "a" and "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def html() -> dict[str, _Html]:
    return {name: _Html(text) for name, text in PAGES_NOW.items()}


def test_the_pages_are_those_that_the_knowledge_gives_now() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    differ = sorted(name for name in {*there, *PAGES_NOW} if there.get(name) != PAGES_NOW.get(name))
    assert not differ, f"docs/reference differs from the knowledge: run `make reference` ({', '.join(differ)})"


def test_pages_are_the_same_on_every_run_and_end_with_one_newline() -> None:
    assert reference.build(()) == PAGES_NOW
    for name, text in PAGES_NOW.items():
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name


def test_every_page_stands_in_the_nav() -> None:
    (entry,) = [one["Reference"] for one in _config()["nav"] if isinstance(one, dict) and "Reference" in one]
    listed = [path for one in entry for path in one.values()]
    assert sorted(listed) == sorted(f"reference/{name}" for name in PAGES_NOW)


def _config() -> Any:
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text())


def test_every_kind_has_a_page() -> None:
    shown = [kind for page in PAGES.values() for kind in page.kinds]
    assert sorted(shown) == sorted(KINDS)
    assert {entry.kind for entry in CATALOGUE.entries} <= set(KINDS)


def test_every_link_and_anchor_resolves(html: dict[str, _Html]) -> None:
    checked = 0
    for name, page in html.items():
        assert len(page.ids) == len(set(page.ids)), f"{name}: an anchor stands there twice"
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"http", "https"}, link
                continue
            target = html[parts.path or name]
            assert not parts.fragment or unquote(parts.fragment) in target.ids, f"{name}: {link}"
            checked += 1
    assert checked > len(CATALOGUE.entries)


def test_every_entry_has_an_anchor_equal_to_its_id_and_shows_its_title_and_text(html: dict[str, _Html]) -> None:
    page_of = {kind: name for name, page in PAGES.items() for kind in page.kinds}
    for entry in CATALOGUE.entries:
        page = html[page_of[entry.kind]]
        assert entry.id in page.ids or f"{entry.kind}:{entry.id}" in page.ids, entry.id
        named = entry.title == entry.id.replace("_", " ")
        assert named or " ".join(entry.title.split()) in page.text, entry.id
        assert " ".join(entry.text.split()) in page.text, entry.id


def test_how_far_a_source_was_checked_stands_beside_it(html: dict[str, _Html]) -> None:
    assert "own_derivation (our own derivation)" in html["levels.md"].text
    assert "own_tool_knowledge (unverified)" in html["tools.md"].text
    assert "google_mlops (second hand)" in html["levels.md"].text


def test_a_practice_shows_what_uses_it(html: dict[str, _Html]) -> None:
    uses = {label for practice in CATALOGUE.of("practice") for label in CATALOGUE.used_by(practice)}
    assert {"level.requires", "practice.requires", "indicator.technical", "phase.practices"} <= uses
    text = html["practices.md"].text
    for words in (
        "unlocks: ",
        "phases that rest on it: ",
        "required by levels: ",
        "read by indicators: ",
        "test score: ",
        "section: ",
    ):
        assert words in text
    for scale, levels in KNOWLEDGE.scales.items():
        for level in levels.levels:
            for name in level.requires or {}:
                (practice,) = CATALOGUE.find(f"practice:{name}")
                assert f"{scale}.{level.level}" in [one.id for one in CATALOGUE.used_by(practice)["level.requires"]]


def test_a_rule_shows_what_it_reads() -> None:
    (rule,) = CATALOGUE.find("RSK055")
    assert {"risk.uses", "risk.effect.task"} <= {entry.id for field, entry in CATALOGUE.links(rule) if field == "reads"}
    (word,) = CATALOGUE.find("credit_score")
    assert [one.id for one in CATALOGUE.used_by(word)["rule.words"]] == ["RSK055"]


def test_every_source_of_every_entry_resolves() -> None:
    for entry in CATALOGUE.entries:
        assert entry.sources, entry
        assert set(entry.sources) <= set(KNOWLEDGE.sources), entry.id


def _shapes(value: Any) -> Iterator[Shape]:
    """List every shape that the knowledge holds, however deep."""
    if isinstance(value, Shape):
        yield value
        for field in type(value).model_fields:
            yield from _shapes(getattr(value, field))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _shapes(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _shapes(item)


def test_whatever_has_a_text_is_an_entry() -> None:
    texts = {entry.text for entry in CATALOGUE.entries}
    long = "\n".join(texts)
    parts = [getattr(KNOWLEDGE, name) for name in type(KNOWLEDGE).__dataclass_fields__]
    found = [shape for part in parts for shape in _shapes(part)]
    told = [shape for shape in found if isinstance(shape, sourced.Sourced) and hasattr(shape, "text")]
    assert len(told) > 400
    for shape in told:
        assert shape.text in long, shape


def test_every_entry_is_explained_in_text_and_as_data() -> None:
    pen = terminal.Pen(colour=False)
    for entry in CATALOGUE.entries:
        assert entry in explain.find(CATALOGUE, entry.id)
        assert explain.find(CATALOGUE, f"{entry.kind}:{entry.id}") == (entry,)
        told = plain_data(explain.data(CATALOGUE, KNOWLEDGE, entry))
        assert [told[key] for key in ("id", "kind", "title", "text")] == [entry.id, entry.kind, entry.title, entry.text]
        assert [one["id"] for one in told["sources"]] == list(entry.sources)
        assert set(entry.own) <= set(told)
        json.dumps(told)
        text = "".join(terminal.explain(explain.spoken(CATALOGUE, KNOWLEDGE, entry), pen))
        assert text.startswith(f"{entry.id}  {entry.title}  ({entry.kind})")
        assert all(name in text for name in entry.sources)


def test_entries_are_unique_within_their_kind() -> None:
    keys = [(entry.kind, entry.id) for entry in CATALOGUE.entries]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("google.1", "level"),
        ("google", "scale"),
        ("learn", "theme"),
        ("tactical", "phase"),
        ("reproducibility_validation", "component"),
        ("model_engineering", "step"),
        ("governance_led", "variant"),
        ("first_pass_at_production", "band"),
        ("first pass at production", "band"),
        ("many_models", "threshold"),
        ("balance.many_models", "threshold"),
        ("goal:reproducibility", "goal"),
        ("readiness", "question"),
        ("VP-1", "question"),
        ("prohibited", "verdict"),
        ("blocks.*.need", "field"),
        ("use_cases[].impact", "field"),
        ("credit_score", "word"),
        ("2026-08-02", "date"),
    ],
)
def test_kinds_beyond_the_catalogues(name: str, kind: str) -> None:
    assert explain.find(CATALOGUE, name)[0].kind == kind


def test_an_id_that_several_entries_share_lists_them_all(run: Run) -> None:
    data = json.loads(run("explain", "monitoring", "--format", "json").stdout)
    kinds = [data["kind"], *(one["kind"] for one in data["others"])]
    assert kinds == [entry.kind for entry in CATALOGUE.find("monitoring")]
    assert {"section", "block"} <= set(kinds)
    text = run("explain", "monitoring").stdout
    assert "(section)" in text
    assert "(block)" in text
    one = json.loads(run("explain", "block:monitoring", "--format", "json").stdout)
    assert (one["kind"], one["others"]) == ("block", [])


def test_an_unknown_id_is_guessed(run: Run) -> None:
    done = run("explain", "google.9")
    assert done.returncode == 2
    assert "did you mean" in done.stderr
    with pytest.raises(UserError, match="did you mean 'block:monitoring'"):
        explain.find(CATALOGUE, "block:monitorin")
    assert run("explain").returncode == 2
    assert run("explain", "--all").returncode == 2
    assert run("explain", "COH010", "--dry-run").returncode == 2


def test_the_ten_questions_are_explained_and_their_words_of_verdict_known(judge: Judge) -> None:
    assert tuple(KNOWLEDGE.verdicts) == QUESTIONS
    assert {name: one.rules_of for name, one in KNOWLEDGE.verdicts.items() if one.rules_of} == engine._RULES_IN  # noqa: SLF001
    seen = set()
    canvases = [path.read_text() for path in sorted((ROOT / "canvases").glob("*/canvas.yaml"))]
    for text in ("canvas: 1\n", *canvases):
        for question, answer in judge(text).assessments.items():
            if answer.verdict is not None:
                known = {name for entry in _answers(question) for name in (entry.id, *entry.names)}
                assert answer.verdict in known, f"{question}: {answer.verdict}"
                seen.add(question)
    assert {"risk", "balance", "coherence"} <= seen
    categories = model.Then.model_fields["category"].annotation
    words = [word for word in getattr(categories, "__args__", ()) if word != "model"]  # which is beside the category
    for word in ("minimal", "unclear", *words):
        assert CATALOGUE.find(f"verdict:risk.{word}"), word


def _answers(question: str) -> list[Any]:
    (entry,) = CATALOGUE.find(f"question:{question}")
    return [found for field, found in CATALOGUE.links(entry) if field == "answers"]


def test_what_a_pack_writes_never_becomes_markup(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "tools").mkdir(parents=True)
    own = {
        f"x<b>{sign}": {
            "title": f"{sign}{HOSTILE}",
            "roles": ["serving"],
            "blocks": ["prediction_serving"],
            "licence": HOSTILE,
            "hosting": ["self"],
            "notes": f"{sign}{HOSTILE}\n\n    indented\n# heading\n",
            "address": "https://example.org/a_b*c)<d>",
            "sources": ["own_tool_knowledge"],
        }
        for sign in ("", "# ", "- ", "1. ", "> ", "= ", ": ", "+ ", "--- ")
    }
    (pack / "tools" / "own.yaml").write_text(yaml.safe_dump(own))
    text = reference.build((pack,))["tools.md"]
    page = _Html(text)
    tags = {"h1", "h2", "h3", "p", "strong", "ul", "li", "a"}
    assert page.tags == tags
    assert not [link for link in page.links if link == "http://i" or link.startswith("javascript:")]
    assert "https://example.org/a_b*c%29%3Cd%3E" in page.links
    for name, entry in own.items():
        assert name in page.ids or "_".join(name.split()) in page.ids
        for shown in (entry["title"], entry["licence"], " ".join(str(entry["notes"]).split())):
            assert " ".join(str(shown).split()) in page.text, (name, shown)


@pytest.mark.parametrize("text", [HOSTILE, "1) one", "===", "a\x00b\x1bc\u2028d", "[toc]: http://x", "[TOC]", "&copy;"])
def test_escaped_texts_are_read_as_they_are(text: str) -> None:
    page = _Html(escape(text))
    assert page.tags == {"p"}
    assert page.text == " ".join(re.sub(r"[\x00\x1b\u2028]", " ", text).split())


def test_two_entries_of_one_page_never_share_an_anchor(tmp_path: Path) -> None:
    steps = yaml.safe_load((resources.knowledge() / "balance.yaml").read_text())
    steps["components"]["deployment"] = deepcopy(steps["components"]["security"])
    (tmp_path / "balance.yaml").write_text(yaml.safe_dump(steps))
    page = _Html(reference.build((tmp_path,))["balance.md"])
    assert "deployment" in page.ids
    assert "step:deployment" in page.ids
    assert len(page.ids) == len(set(page.ids))


def test_the_reference_is_written_by_one_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own" / "tools").mkdir(parents=True)
    tool = "{title: Our scorer, roles: [serving], blocks: [prediction_serving], licence: proprietary, hosting: [self]"
    (tmp_path / "own" / "tools" / "own.yaml").write_text(f"our_scorer: {tool}, sources: [own_tool_knowledge]}}\n")
    dry = json.loads(run("explain", "--all", "-o", "out", "--dry-run", "--format", "json").stdout)
    assert {one["action"] for one in dry["written"]} == {"create"}
    assert not (tmp_path / "out").exists()
    done = json.loads(run("explain", "--all", "-o", "out", "--format", "json").stdout)
    assert done["written"] == dry["written"]
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == PAGES_NOW
    edited = tmp_path / "out" / "goals.md"
    edited.write_text(edited.read_text() + "by hand\n")
    (tmp_path / "out" / "old.md").write_text(stamp("# Old\n"))
    (tmp_path / "out" / "mine.md").write_text("# Mine\n")
    again = run("explain", "--all", "-o", "out", "--pack", "own")
    actions = {Path(path).name: action for action, path in (line.split() for line in again.stdout.splitlines())}
    assert actions["tools.md"] == "change"
    assert actions["goals.md"] == "conflict"
    assert actions["old.md"] == "stale"
    assert actions["law.md"] == "same"
    assert "mine.md" not in actions
    assert "Our scorer" in (tmp_path / "out" / "tools.md").read_text()
    assert edited.read_text().endswith("by hand\n")
    assert "conflict" in again.stderr
    assert "stale" in again.stderr


def test_a_page_knows_whether_it_was_edited() -> None:
    page = stamp("# A\n")
    assert generated(page)
    assert not generated(page + "more\n")
    assert generated(page + "more\n", untouched=False)
    assert not generated("# A\n", untouched=False)


# Who reads each field of the knowledge beside `explain` and the reference, which show them all.
READERS = {
    "Source.title": "render/terminal.py",
    "Source.address": "render/terminal.py",
    "Source.place": "render/terminal.py",
    "Source.checked": "render/terminal.py",
    "Sourced.sources": "rules/speak.py",
    "Part.asks": "assess/dossier.py",
    "Part.fields": "assess/dossier.py",
    "Part.practices": "assess/dossier.py",
    "Part.only_if": "assess/dossier.py",
    "Item.id": "assess/dossier.py",
    "Item.point": "app/export.py",
    "Item.title": "app/export.py",
    "Item.text": "knowledge/entries.py",
    "Item.parts": "assess/dossier.py",
    "Item.verdicts": "assess/dossier.py",
    "Chapter.title": "render/export/page.py",
    "Chapter.points": "render/export/page.py",
    "Document.title": "knowledge/entries.py",
    "Document.text": "knowledge/entries.py",
    "Document.article": "knowledge/entries.py",
    "Document.duty": "assess/dossier.py",
    "Document.chapters": "render/export/page.py",
    "Document.after": "knowledge/entries.py",
    "Answer.field": "assess/standing.py",
    "Answer.one_of": "assess/standing.py",
    "Answer.any_of": "assess/standing.py",
    "Answer.answered": "assess/standing.py",
    "Answer.as_": "assess/standing.py",
    "Practice.title": "assess/roadmap.py",
    "Practice.text": "app/schema.py",
    "Practice.block": "assess/readiness.py",
    "Practice.serves": "knowledge/knowledge.py",
    "Practice.component": "assess/balance.py",
    "Practice.step": "assess/balance.py",
    "Practice.aliases": "knowledge/knowledge.py",
    "Practice.requires": "assess/roadmap.py",
    "Practice.implied_by": "assess/standing.py",
    "Practice.excluded_by": "assess/standing.py",
    "Practice.test_score": "assess/test_score.py",
    "Practice.goals": "knowledge/knowledge.py",
    "Practice.debt": "assess/roadmap.py",
    "Practice.effort": "assess/roadmap.py",
    "Tool.title": "app/schema.py",
    "Tool.roles": "subject.py",
    "Tool.blocks": "app/schema.py",
    "Tool.price": "assess/cost.py",
    "Tool.needs": "assess/coherence.py",
    "Tool.provides": "assess/coherence.py",
    "Quality.practice": "assess/agreement.py",
    "BlockInfo.one_tool": "assess/agreement.py",
    "BlockInfo.role": "knowledge/knowledge.py",
    "Word.title": "app/schema.py",
    "Word.text": "app/schema.py",
    "Word.group": "assess/cost.py",
    "Word.regulation": "assess/balance.py",
    "Indicator.theme": "assess/readiness.py",
    "Indicator.phase": "assess/readiness.py",
    "Indicator.text": "app/schema.py",
    "Indicator.technical": "assess/readiness.py",
    "Level.level": "assess/automation.py",
    "Level.name": "assess/automation.py",
    "Level.requires": "assess/automation.py",
    "Scale.title": "assess/automation.py",
    "Scale.levels": "assess/automation.py",
    "Threshold.value": "assess/balance.py",
    "Goal.metric": "assess/design_goals.py",
    "Asked.verdicts": "knowledge/entries.py",
    "Asked.answers": "knowledge/entries.py",
    "Asked.rules_of": "knowledge/entries.py",
    "Readiness.themes": "assess/readiness.py",
    "Readiness.phases": "assess/readiness.py",
    "Readiness.thresholds": "assess/readiness.py",
    "Readiness.practices": "assess/readiness.py",
    "Section.letter": "assess/test_score.py",
    "Band.above": "assess/test_score.py",
    "Band.title": "assess/test_score.py",
    "TestScore.sections": "assess/test_score.py",
    "TestScore.points": "assess/test_score.py",
    "TestScore.bands": "assess/test_score.py",
    "Variant.key": "assess/balance.py",
    "Variant.leans_on": "assess/balance.py",
    "Variant.models": "assess/balance.py",
    "Variant.regulation": "assess/balance.py",
    "Drivers.category": "assess/balance.py",
    "Drivers.domain": "assess/balance.py",
    "Drivers.business_risk": "assess/balance.py",
    "Strength.strong": "assess/balance.py",
    "Strength.little": "assess/balance.py",
    "Balance.components": "assess/balance.py",
    "Balance.steps": "assess/balance.py",
    "Balance.strength": "assess/balance.py",
    "Balance.thresholds": "assess/balance.py",
    "Balance.variants": "assess/balance.py",
    "Costing.groups": "assess/cost.py",
    "Costing.thresholds": "assess/cost.py",
    "Costing.owing": "assess/cost.py",
    "FactInfo.values": "assess/category.py",
    "FactInfo.examples": "assess/interview.py",
    "FactInfo.near_misses": "assess/interview.py",
    "FactInfo.duties_of": "assess/interview.py",
    "Example.text": "assess/interview.py",
    "Example.value": "assess/interview.py",
    "Then.instead_of": "assess/category.py",
    "Then.category": "assess/risk.py",
    "Then.article": "assess/risk.py",
    "Then.basis": "assess/duties.py",
    "Fix.text": "rules/speak.py",
    "Fix.effort": "rules/speak.py",
    "Rule.id": "rules/speak.py",
    "Rule.title": "assess/context.py",
    "Rule.severity": "rules/speak.py",
    "Rule.outcome": "rules/speak.py",
    "Rule.why": "render/sarif.py",
    "Rule.about": "rules/speak.py",
    "Rule.related": "rules/speak.py",
    "Rule.when": "assess/engine.py",
    "Rule.then": "assess/risk.py",
    "Rule.message": "rules/speak.py",
    "Rule.remediation": "rules/speak.py",
    "Rule.debt": "rules/speak.py",
    "Suspicion.question": "assess/suspicion.py",
    "Suspicion.words": "knowledge/lexicon.py",
    "Suspicion.pairs": "knowledge/lexicon.py",
    "Suspicion.unless": "knowledge/lexicon.py",
    "Suspicion.answered_by": "assess/suspicion.py",
    "WordPair.words": "knowledge/lexicon.py",
    "WordPair.with_": "knowledge/lexicon.py",
    "BlockInfo.number": "render/outline.py",
    "BlockInfo.title": "render/outline.py",
    "BlockInfo.text": "render/outline.py",
    "Question.block": "assess/completeness.py",
    "Question.fields": "assess/completeness.py",
    "Question.role": "assess/completeness.py",
    "FieldInfo.text": "app/schema.py",
    "FieldInfo.words": "subject.py",
    "Canvas.blocks": "knowledge/load.py",
    "Canvas.questions": "knowledge/load.py",
    "Canvas.fields": "knowledge/load.py",
    "Law.version": "assess/engine.py",
    "Law.bases": "assess/lawbook.py",
    "Law.duties": "assess/lawbook.py",
    "Law.takeovers": "assess/lawbook.py",
    "Law.transitions": "assess/lawbook.py",
    "Law.penalties": "assess/lawbook.py",
    "Law.open_questions": "assess/lawbook.py",
    "Basis.date": "assess/duties.py",
    "Basis.status": "assess/duties.py",
    "Basis.elsewhere": "assess/lawbook.py",
    "Duty.article": "assess/lawbook.py",
    "Duty.reference": "assess/lawbook.py",
    "Duty.roles": "assess/duties.py",
    "Duty.nature": "assess/lawbook.py",
    "Duty.block": "assess/lawbook.py",
    "Duty.also_blocks": "assess/lawbook.py",
    "Duty.practices": "assess/lawbook.py",
    "Duty.arises_from": "assess/lawbook.py",
    "Duty.not_from": "assess/lawbook.py",
    "Duty.when": "assess/lawbook.py",
    "Duty.only_if": "assess/duties.py",
    "Duty.met_when": "assess/lawbook.py",
    "Duty.from_": "assess/duties.py",
    "Duty.sure": "assess/lawbook.py",
    "Takeover.reference": "assess/duties.py",
    "Takeover.only_if": "assess/duties.py",
    "Takeover.counts_as": "assess/duties.py",
    "Takeover.arises_from": "assess/lawbook.py",
    "Takeover.when": "assess/lawbook.py",
    "Transition.before": "assess/duties.py",
    "Transition.until": "assess/duties.py",
    "Transition.until_when": "assess/lawbook.py",
    "Transition.ends_with_change": "assess/duties.py",
    "Transition.unknown": "assess/duties.py",
    "Transition.spared": "assess/duties.py",
    "Transition.changed": "assess/duties.py",
    "Transition.bound": "assess/duties.py",
    "Transition.reference": "knowledge/entries.py",
    "Penalty.reference": "assess/lawbook.py",
    "Penalty.amount": "assess/lawbook.py",
    "Penalty.percent": "assess/lawbook.py",
    "Penalty.lower_for": "assess/lawbook.py",
    "Penalty.arises_from": "assess/lawbook.py",
    "OpenQuestion.status": "assess/lawbook.py",
    "OpenQuestion.together": "assess/lawbook.py",
    "OpenQuestion.duties": "assess/lawbook.py",
    "OpenQuestion.arises_from": "assess/lawbook.py",
    "OpenQuestion.literal_from": "assess/lawbook.py",
    "OpenQuestion.readings": "assess/lawbook.py",
    "Reading.text": "assess/lawbook.py",
    "Reading.from_": "assess/lawbook.py",
    "OtherLaw.differs_from": "knowledge/load.py",
    "OtherLaw.law": "knowledge/load.py",
    "OtherLaw.rules": "knowledge/load.py",
}
ROWS = "ties the entry to the rows that it reaches; the rows page and a test of the rows read it"
EXPLAINS = "a sentence for the person who asks why; there is nothing to judge in it"
SHOWN = {
    "Source.read": "says on which day we read it; a source is judged by `checked` alone",
    "Source.licence": "what the licence asks for is that it is shown",
    "Row.text": ROWS,
    "Row.place": ROWS,
    "Practice.phase": "the life-cycle phase of CRISP-ML(Q); balance tables the finer steps",
    "Practice.articles": "duties name the practices that show them; each article shows all that have to do with it",
    "Practice.rows": ROWS,
    "Tool.licence": "a fact of the tool for the person who chooses one",
    "Tool.hosting": "a fact of the tool for the person who chooses one",
    "Tool.vendor": "a fact of the tool for the person who chooses one",
    "Tool.integrates": "a fact of the tool for the person who chooses one",
    "Tool.address": "where the tool is found",
    "Tool.notes": EXPLAINS,
    "Word.annex_iii": "the point of the law behind the word; rules name the words themselves",
    "Word.near_miss_of": "the point of the law that the word is not; rules name the words themselves",
    "Word.public_authority_only": "a bound of the listed use; rules put it into their own conditions",
    "Word.section": "the part of Annex I behind the word; rules name the words themselves",
    "Level.text": EXPLAINS,
    "Level.rows": ROWS,
    "Level.sources": "a level's own sources, beside those of its scale",
    "Described.title": EXPLAINS,
    "Described.text": EXPLAINS,
    "Described.rows": ROWS,
    "Threshold.text": EXPLAINS,
    "Band.text": EXPLAINS,
    "Strength.text": EXPLAINS,
    "Suspicion.title": EXPLAINS,
    "Suspicion.points": "the points of the law behind the words; the rules of these points decide",
    "Suspicion.articles": "the articles behind the words; the rules of these articles decide",
    "Examples.match": "run by the test of the rules, and shown as examples",
    "Examples.no_match": "run by the test of the rules, and shown as examples",
    "Examples.unknown": "run by the test of the rules, and shown as examples",
    "Rule.rows": ROWS,
    "Rule.known_problems": EXPLAINS,
    "Rule.examples": "run by the test of the rules, and shown as examples",
    "BlockInfo.area": "the place on the drawn canvas",
    "FieldInfo.rows": ROWS,
    "Dated.text": EXPLAINS,
    "Dated.applies_to": EXPLAINS,
    "Item.see": "points of the document that say more; the template prints them",
    "Law.title": EXPLAINS,
    "Law.text": EXPLAINS,
    "Law.dates": "each risk rule names the ground that says from when it binds; this is the calendar of the law",
    "Law.articles": "risk rules, duties and practices name articles; a duty says what is judged",
    "Article.points": EXPLAINS,
    "Point.point": EXPLAINS,
    "Point.text": EXPLAINS,
}


def _own_fields() -> set[str]:
    modules = (documents, law, model, sourced)
    shapes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    own = [one for one in shapes if issubclass(one, Shape) and one.__module__.startswith("mlops_canvas.knowledge.")]
    return {f"{one.__name__}.{name}" for one in own for name in one.__annotations__}


def test_every_field_of_the_knowledge_is_read_or_shown_for_a_reason() -> None:
    assert len(_own_fields()) > 100
    assert not set(READERS) & set(SHOWN)
    assert set(READERS) | set(SHOWN) == _own_fields(), "name the module that reads the field, or why it is only shown"
    assert all(SHOWN.values())


@pytest.mark.parametrize(("field", "module"), READERS.items())
def test_the_reader_of_a_field_mentions_it(field: str, module: str) -> None:
    name = field.partition(".")[2]
    text = (ROOT / "src" / "mlops_canvas" / module).read_text()
    assert re.search(rf"""\.{name}\b|["']{name}["']""", text), f"{module} does not read {field}"


@pytest.mark.parametrize("field", SHOWN)
def test_what_is_only_shown_is_shown(field: str) -> None:
    shape, _, name = field.partition(".")
    parts = [getattr(KNOWLEDGE, part) for part in type(KNOWLEDGE).__dataclass_fields__]
    filled = [one for part in parts for one in _shapes(part) if _declares(type(one), shape) and getattr(one, name)]
    pages = "".join(PAGES_NOW.values())
    for one in filled[:1]:
        value = getattr(one, name)
        text = value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else ""
        assert escape(text) in pages if text else f"{name}:" in pages, field


def _declares(shape: type[Shape], name: str) -> bool:
    return any(one.__name__ == name for one in shape.__mro__)
