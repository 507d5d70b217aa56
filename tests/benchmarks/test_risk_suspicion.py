"""What the suspicions find is measured, and the documents print what the command prints."""

import pytest
import yaml
from benchmarks.risk_suspicion import CASES, Case, Measure, points, quiet, table

from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "risk.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def measure() -> Measure:
    return Measure()


def test_the_documents_hold_the_numbers_of_today(measure: Measure) -> None:
    cases = [measure.case(entry) for entry in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]]
    now = "\n".join([*table(cases), quiet(measure.canvases())])
    assert f"<!-- make risk-suspicion -->\n\n{now}\n" in DOCS


def test_each_canvas_that_is_asked_is_reasoned_about(measure: Measure) -> None:
    asked = {(name, one.about) for name, found in measure.canvases() for one in found}
    assert asked
    assert all(f"`{name}`" in DOCS and about.rpartition(".")[2] in DOCS for name, about in asked)


@pytest.mark.parametrize(
    ("basis", "named"),
    [
        ("Annex III 4(a); Art. 6(3) last subparagraph", {"Annex III 4"}),
        ("Annex III 6(e), 6(d)", {"Annex III 6"}),
        ("Annex III 7(d) exception", {"Annex III 7"}),
        ("Art. 6(3) / outside 7(b)", {"Annex III 7"}),
        ("Art. 5(1)(a)/(b)", {"Art. 5(1)(a)", "Art. 5(1)(b)"}),
        ("Art. 5(1)(ba) with 5(1a)(a)(ii)", {"Art. 5(1)(ba)"}),
        ("Art. 50(1)/(2)", {"Art. 50(1)", "Art. 50(2)"}),
        ("Art. 6(1), Annex I B", {"Annex I"}),
        ("Art. 6(1c) (added 2026)", {"Annex I"}),
        ("recital 16 (ancillary feature)", {"Art. 5(1)(g)"}),
        ("Art. 3(1), recital 12", set()),
        ("Art. 6(3)", set()),
        ("none", set()),
    ],
)
def test_a_legal_basis_names_points(basis: str, named: set[str]) -> None:
    assert points(basis) == named


def test_a_case_is_found_by_a_suspicion_of_its_own_point_only(measure: Measure) -> None:
    entry = {"id": "c", "description": "Decide on a loan", "expected": "high"}
    right = measure.case({**entry, "legal_basis": "Annex III 5(b)"})
    wrong = measure.case({**entry, "legal_basis": "Annex III 3(a)"})
    near = measure.case({**entry, "legal_basis": "Annex III 5(b) exception", "expected": "minimal"})
    assert (right.asked, right.positive, right.found) == (("credit",), True, True)
    assert (wrong.asked, wrong.positive, wrong.found) == (("credit",), True, False)
    assert (near.positive, near.points) == (False, frozenset({"Annex III 5"}))


def test_the_numbers_are_counted_right() -> None:
    credit, none = frozenset({"Annex III 5"}), frozenset[str]()
    cases = [
        Case("found", True, credit, ("credit",), credit),
        Case("missed", True, credit, (), none),
        Case("near", False, credit, ("credit",), credit),
        Case("needless", False, none, ("credit",), credit),
        Case("silent", False, none, (), none),
    ]
    said = "\n".join(table(cases))
    assert "| Annex III 5 | 2 | 1 |" in said
    assert "recall: 1 of 2 (50%)" in said
    assert "strict: 1 of 3 asked (33%)" in said
    assert "near-misses counted: 2 of 3 (67%)" in said
    assert "silent on 1 of 2" in said
