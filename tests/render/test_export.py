"""Documents filled from a canvas: what they say, how they count, and that a stranger's words stay words.

After a change that is meant, make the golden files anew from the root of the repository:
`mlops-canvas export canvases/credit-scoring --to fria --as-of 2026-11-24 -o tests/render/golden/fria.md`.
"""

import re
from html.parser import HTMLParser
from typing import Any

import markdown  # type: ignore[import-untyped]
import pytest

from mlops_canvas import resources
from mlops_canvas.app import export
from mlops_canvas.app.schema import build, choices, typed
from mlops_canvas.assess import Engine, dossier
from mlops_canvas.assess.dossier import Dossier, FilledPart
from mlops_canvas.canvas import load
from mlops_canvas.canvas.dump import plain, to_yaml
from mlops_canvas.render import NOT_LEGAL_ADVICE
from mlops_canvas.render.export.page import page
from mlops_canvas.subject import Subject
from tests.conftest import AS_OF, ROOT
from tests.strategies import KNOWLEDGE

NAMES = tuple(KNOWLEDGE.documents)
GOLDEN = {"annex_iv": "annex-iv.md", "fria": "fria.md"}
CANVASES = ("credit-scoring", "support-chatbot", "cv-ranking", "empty")
ENGINE = Engine(KNOWLEDGE, AS_OF)
TEMPLATE = resources.template(export.TEMPLATE)
SCHEMA = build(KNOWLEDGE)
HOSTILE = (
    "# head\n\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://i)\n"
    "***\n> quote | cell | {{ 7*7 }} {% raw %} https://evil.example www.evil.example <https://evil.example> `code`"
    "\n\n[ref]: http://evil.example\n[ref]\n- item\n~~~\nfence\n~~~\n<!-- comment --> &copy; \x1b[31m"
)


def _filled(name: str, text: str | bytes, path: str = "canvas.yaml") -> Dossier:
    document, loaded = KNOWLEDGE.documents[name], load(text, path)
    assert loaded.canvas is not None
    report = ENGINE.run(loaded, dossier.questions(document))
    subject = Subject(loaded.canvas, loaded.positions, KNOWLEDGE, AS_OF, loaded.unreadable)
    return dossier.fill(name, document, subject, report)


def _canvas(name: str) -> str:
    return "canvas: 1\n" if name == "empty" else (ROOT / "canvases" / name / "canvas.yaml").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_of_credit_scoring_are_as_they_were_read(name: str) -> None:
    where = "canvases/credit-scoring"
    made = export.run(str(ROOT / where), to=name.replace("_", "-"), packs=(), as_of=AS_OF)
    text = re.sub(rf"(?<=[| (]){re.escape(str(ROOT))}/", "", made.text).replace(str(ROOT) + "/", "")
    golden = (ROOT / "tests/render/golden" / GOLDEN[name]).read_text()
    # The first line is a digest of the rest.
    assert text.partition("\n")[2] == golden.partition("\n")[2], "see the head of this file for how to make it anew"


@pytest.mark.parametrize("name", NAMES)
def test_of_an_empty_canvas_nothing_is_known(name: str) -> None:
    found = _filled(name, "canvas: 1\n")
    parts = [part for point in found.document.points for part in point.parts]
    assert found.counts == {
        "points": len(found.document.points),
        "answered": 0,
        "in_part": 0,
        "blanks": len(parts),
        "not_done": 0,
    }
    text = page(found, TEMPLATE)
    for part in parts:
        assert f"▢ not known: {part.asks} (" in text.replace("&#58;", ":")
    assert text.count("▢ not known:") == len(parts)
    assert found.demanded is not None
    assert found.demanded.answer is None


@pytest.mark.parametrize("name", NAMES)
def test_head_and_foot_say_what_must_be_said_once(name: str) -> None:
    text = page(_filled(name, _canvas("credit-scoring")), TEMPLATE)
    assert text.count(NOT_LEGAL_ADVICE) == 1
    head, _, _ = text.partition("\n## ")
    for said in (
        "risk category | high (Art. 6(2), Annex III 5(b))",
        f"version of {KNOWLEDGE.law.version}",
        "as of | 2026-11-24",
        "demanded of this system | yes, as ",
    ):
        assert text.count(said) == head.count(said) == 1, said
    assert "INNOQ" in text.splitlines()[-1]
    assert "CC BY 4.0; the canvas itself CC BY-SA 4.0" in text.splitlines()[-1]
    assert text.endswith("\n")
    assert not re.search(r"\n\n\n|[ \t]\n", text)


def _tree(text: str) -> dict[str, Any]:
    loaded = load(text, "canvas.yaml")
    assert loaded.canvas is not None
    found: dict[str, Any] = plain(loaded.canvas)
    return found


def _value(path: str) -> Any:
    """Return a value that a field accepts and that is neither none nor unknown."""
    plain_path = path.replace("[]", "")
    if plain_path.endswith(".tools"):
        return ["dvc"]
    if plain_path.endswith(".metrics"):
        return {"auc": 0.9}
    words = [word for word in choices(SCHEMA, plain_path) if word not in {"none", "unknown"}]
    if path.endswith((".first_placed", ".changed")):
        return "2026-01-01"
    if ".volume." in path:
        return 5
    return typed(SCHEMA, plain_path, words[0] if words else "something")


def _set(tree: dict[str, Any], path: str) -> None:
    """Fill a path of a blank: a claim with its proof, a field, or the field of an entry, which is added if missing."""
    if path.startswith("practices."):
        name = path.removeprefix("practices.").removesuffix(".proof")
        claim = tree.setdefault("practices", {}).get(name)
        status = claim if isinstance(claim, str) else (claim or {}).get("status", "manual")
        before = claim if isinstance(claim, dict) else {}
        tree["practices"][name] = {**before, "status": status, "proof": ["docs/proof.md"]}
        return
    head, mark, rest = path.partition("[].")
    if mark:
        entry = {"what": "something"} if head == "feedback" else _entry(head, rest)
        _into(tree, head, [entry])
        return
    steps = path.split(".")
    here: Any = tree
    for step in steps[:-1]:
        here = _named(here, step) if isinstance(here, list) else here.setdefault(step, {})
    field = f"{steps[0]}[].{steps[-1]}" if isinstance(tree.get(steps[0]), list) else path
    here[steps[-1]] = _value(field)


def _entry(head: str, rest: str) -> dict[str, Any]:
    name = "fairness" if head.endswith("quality_requirements") else "one"
    return {"name": name, rest: _value(f"{head}[].{rest}")}


def _into(tree: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        tree = tree.setdefault(step, {})
    tree[last] = value


def _named(entries: list[Any], name: str) -> Any:
    return next(one for index, one in enumerate(entries) if name in {str(index), one.get("name")})


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("name", NAMES)
def test_filling_a_blank_takes_exactly_that_blank_away(name: str, canvas: str) -> None:
    text = to_yaml(_tree(_canvas(canvas)))
    before = _filled(name, text)
    filled = 0
    for _, blank in _blanks(before):
        for path in blank.answer.missing:
            tree = _tree(text)
            _set(tree, path)
            after = _filled(name, to_yaml(tree))
            assert not after.subject.unreadable, path
            assert before.counts["blanks"] - after.counts["blanks"] == 1, path
            assert blank.asks not in {part.asks for _, part in _blanks(after)}, path
            filled += 1
    assert filled


def _blanks(found: Dossier) -> list[tuple[str, FilledPart]]:
    return [(name, part) for name, point in found.points.items() for part in point.blanks]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_as_full_as_the_canvas_can_make_it(name: str) -> None:
    tree: dict[str, Any] = {"canvas": 1}
    for point in KNOWLEDGE.documents[name].points:
        for part in point.parts:
            for path in part.fields:
                head, mark, rest = path.partition("[].")
                held = tree.get(head) if mark and "." not in head else None
                if held:
                    held[0][rest] = _value(path)
                else:
                    _set(tree, path)
            for practice in part.practices:
                _set(tree, f"practices.{practice}")
    found = _filled(name, to_yaml(tree))
    left = [part for _, part in _blanks(found)]
    assert not [part.asks for part in left if part.places]
    assert found.counts["answered"] == sum(not point.blanks for point in found.points.values()) > 0


PART = "canvas: 1\n{}\n"


@pytest.mark.parametrize(
    ("written", "settled", "shown"),
    [
        ("risk: {roles: [provider], eu: [used_here, unknown]}", False, "the rest of it"),
        ("risk: {eu: none}", True, "none"),
        ("risk: {eu: unknown}", False, "add `risk.eu`"),
        ("risk: {eu: used_heer}", False, "could not be read: mend `risk.eu`"),
    ],
)
def test_unknown_never_rounds_up(written: str, settled: bool, shown: str) -> None:
    found = _filled("annex_iv", PART.format(written))
    (part,) = [one for one in found.points["forms"].parts if "in the EU" in one.asks]
    assert part.answer.settled is settled
    assert shown in page(found, TEMPLATE)


@pytest.mark.parametrize(
    ("claim", "state", "shown"),
    [
        ("automated", "in_part", "what shows it (add `practices.governance.conformity.proof`)"),
        ("{status: manual, proof: docs/c.md}", "answered", "done by hand, shown by docs/c.md (canvas.yaml:3)"),
        ("{status: not_applicable, why: not sold}", "answered", "not applicable, because not sold"),
        ("none", "in_part", "Test conformity: not done (canvas.yaml:3)"),
        ("planned", "in_part", "planned, not done yet"),
    ],
)
def test_a_claim_is_worth_what_is_shown_for_it(claim: str, state: str, shown: str) -> None:
    found = _filled("annex_iv", f"canvas: 1\npractices:\n  governance.conformity: {claim}\n")
    assert found.points["declaration"].state == state
    assert shown in page(found, TEMPLATE)
    assert found.counts["not_done"] == (claim in {"none", "planned"})


def test_what_speaks_against_a_claim_leaves_it_open() -> None:
    against = next((name, one) for name, one in KNOWLEDGE.practices.items() if name == "versioning.data")[1].excluded_by
    assert against, "the canvas can contradict this claim"
    field, word = against[0].field, (*against[0].one_of, *against[0].any_of)[0]
    tree: dict[str, Any] = {"canvas": 1, "practices": {"monitoring.performance": {"status": "manual", "proof": ["x"]}}}
    _into(tree, "practices", {"versioning.data": {"status": "automated", "proof": ["x"]}})
    _into(tree, field, word)
    found = _filled("annex_iv", to_yaml(tree))
    (part,) = [one for one in found.points["data"].parts if "found again" in one.asks]
    assert any(getattr(one, "against", None) == field for one in part.answer.said)


@pytest.mark.parametrize(
    ("models", "blanks"),
    [
        ("[{name: a, version: 1}, {name: b}]", ["models.b.version"]),
        ("[{name: a, version: 1}, {name: b, stage: archived}]", []),
        ("{name: a, version: 1}", []),
        ("{name: a}", ["models.version"]),
        ("[{name: a, stage: prodcution}, {name: b, version: 2}]", ["models[].version"]),
    ],
)
def test_each_model_owes_an_answer(models: str, blanks: list[str]) -> None:
    found = _filled("annex_iv", f"canvas: 1\nmodels: {models}\n")
    (part,) = [one for one in found.points["purpose"].parts if "version of each" in one.asks]
    assert list(part.answer.missing) == blanks
    assert part.answer.settled is (not blanks)


def test_an_entry_that_was_left_out_moves_no_line() -> None:
    text = "canvas: 1\nmodels:\n  - {name: a, stage: prodcution, version: 1}\n  - {name: b, version: 2}\n"
    found = _filled("annex_iv", text)
    assert "b: 2 (canvas.yaml:4)" in page(found, TEMPLATE)


def test_a_part_that_does_not_apply_is_not_asked() -> None:
    found = _filled("annex_iv", "canvas: 1\nrisk: {product: {law: none}}\n")
    assert found.points["product"].state == "answered"
    assert len(found.points["product"].unasked) == 2
    assert "Not asked of this system: What it does in that product; Pictures" in page(found, TEMPLATE)


SYSTEM = """canvas: 1
risk:
  inference: learned
  eu: used_here
  only_for: none
  roles: [{roles}]
  taken_over: none
  deployer_is: [{deployer}]
  uses: [{uses}]
  effect: {{task: influences, profiles_people: true, human_review: final_say}}
  product: none
  people_signals: none
  influence: none
  person_score: none
  crime_risk: none
  output: none
  model: none
"""


@pytest.mark.parametrize(
    ("name", "roles", "deployer", "uses", "answer"),
    [
        ("annex_iv", "provider", "private", "recruitment", True),
        ("annex_iv", "deployer", "private", "recruitment", False),
        ("annex_iv", "provider", "private", "fraud_detection", False),
        ("fria", "deployer", "private", "credit_score", True),
        ("fria", "deployer", "private", "life_health_insurance", True),
        ("fria", "deployer", "private", "recruitment", False),
        ("fria", "deployer", "public_service", "recruitment", True),
        ("fria", "deployer", "public_body", "recruitment", True),
        ("fria", "deployer", "public_body", "electricity_supply_safety", False),
        ("fria", "provider", "public_body", "credit_score", False),
        ("fria", "deployer", "unknown", "recruitment", None),
        ("fria", "unknown", "private", "credit_score", None),
        ("fria", "deployer", "private", "unknown", None),
        ("fria", "provider", "private", "unknown", False),
    ],
)
def test_of_whom_it_is_demanded(name: str, roles: str, deployer: str, uses: str, answer: bool | None) -> None:
    found = _filled(name, SYSTEM.format(roles=roles, deployer=deployer, uses=uses)).demanded
    assert found is not None
    assert found.answer is answer
    assert (found.owed is not None and found.owed["from"] == "2027-12-02") or not answer
    assert bool(found.missing) is (answer is None)


class _Html(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markdown.markdown(text, extensions=["tables", "fenced_code"]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def _hostile() -> str:
    """Write a canvas whose every free text is hostile."""

    def spoil(value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return {key: spoil(item, f"{path}.{key}".lstrip(".")) for key, item in value.items()}
        if isinstance(value, list):
            return [spoil(item, path) for item in value]
        return HOSTILE.replace("\x1b", "") if isinstance(value, str) and _free(path) else value

    found: dict[str, Any] = spoil(_tree(_canvas("credit-scoring")), "")
    return to_yaml(found)


# Fields of free text that the documents show; a word of the format cannot be spoilt.
FREE = {
    *("title", "owner", "because", "adr", "fallback", "problem", "goal", "purpose", "environment", "what", "chosen"),
    *("data", "inputs", "outputs", "card", "workflow", "ml_metrics", "business_metrics", "domain_metrics", "test"),
    *("alerting", "training_infrastructure", "version", "proof", "why"),
}


def _free(path: str) -> bool:
    if path.startswith("practices."):
        return path.endswith((".proof", ".why"))
    return path.rpartition(".")[2] in FREE or path == "models.task"


@pytest.mark.parametrize("name", NAMES)
def test_a_strangers_canvas_adds_no_markup(name: str) -> None:
    text, calm = _hostile(), _canvas("credit-scoring")
    found = _filled(name, text, "a|b `c` <i>.yaml")
    made, plain_page = page(found, TEMPLATE), page(_filled(name, to_yaml(_tree(calm)), "canvas.yaml"), TEMPLATE)
    spoilt, own = _Html(made), _Html(plain_page)
    assert "alert(1)" in spoilt.text
    assert spoilt.tags == own.tags
    assert spoilt.attributes == own.attributes == []
    assert made.count("\n#") == plain_page.count("\n#")
    assert len(made.splitlines()) == len(plain_page.splitlines())
    # What some pages link by themselves, and what a terminal would obey.
    assert "://" not in made
    assert "www." not in made
    assert "7*7" not in made
    assert all(sign.isprintable() or sign == "\n" for sign in made)
    assert "{{ 7*7 }}" in spoilt.text
