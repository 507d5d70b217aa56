"""Documents name only what there is, and each place of the canvas answers one part of a document."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mlops_canvas.assess import QUESTIONS
from mlops_canvas.canvas import Canvas
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge.documents import Document, Part
from mlops_canvas.rules import compile_condition, fields_of
from mlops_canvas.shape import field_names, model_at
from tests.strategies import KNOWLEDGE

# Written down beside the law's own numbering, so that no point is forgotten.
POINTS = {
    "annex_iv": [
        *(f"1({letter})" for letter in "abcdefgh"),
        *(f"2({letter})" for letter in "abcdefgh"),
        *(["3", "3", "3", "3", "4", "5", "6", "7", "8", "9"]),
    ],
    "fria": [f"27(1)({letter})" for letter in "abcdef"],
}
PARTS = [
    (name, point.id, part)
    for name, document in KNOWLEDGE.documents.items()
    for point in document.points
    for part in point.parts
]


def _exists(path: str) -> bool:
    """Say whether the format has a field at a path; `[]` marks the entries of a list."""
    *steps, last = path.replace("[]", ".0").split(".")
    owner = model_at(Canvas, tuple(int(step) if step.isdecimal() else step for step in steps))
    return owner is not None and last in field_names(owner)


def test_a_made_up_path_does_not_exist() -> None:
    assert _exists("models[].inputs")
    assert _exists("blocks.monitoring.tools")
    assert not _exists("models[].input")
    assert not _exists("blocks.monitorin.tools")
    assert not _exists("models.inputs")


@pytest.mark.parametrize("name", POINTS)
def test_each_point_of_the_law_stands_there(name: str, knowledge: Knowledge) -> None:
    assert [point.point for point in knowledge.documents[name].points] == POINTS[name]


def test_every_document_is_counted_here(knowledge: Knowledge) -> None:
    assert set(knowledge.documents) == set(POINTS)


@pytest.mark.parametrize(("name", "point", "part"), PARTS, ids=lambda one: one if isinstance(one, str) else one.asks)
def test_every_place_of_a_part_exists(name: str, point: str, part: Part, knowledge: Knowledge) -> None:
    del name, point
    assert all(_exists(path) for path in part.fields)
    assert set(part.practices) <= set(knowledge.practices)
    if part.only_if is not None:
        compile_condition(part.only_if)
        assert all(_exists(path) for path in fields_of(part.only_if))


def _documents(knowledge: Knowledge) -> Iterator[tuple[str, Document]]:
    yield from knowledge.documents.items()


def test_what_a_document_names_exists(knowledge: Knowledge) -> None:
    for name, document in _documents(knowledge):
        assert document.article in knowledge.law.articles
        assert document.duty in knowledge.law.duties
        assert len({point.id for point in document.points}) == len(document.points)
        for point in document.points:
            assert {*point.sources} <= set(knowledge.sources)
            assert set(point.verdicts) <= set(QUESTIONS)
            assert set(point.see) <= set(POINTS[name]) - {point.point}


def test_each_place_answers_one_part_of_a_document(knowledge: Knowledge) -> None:
    for name, document in _documents(knowledge):
        places = Counter(
            place for point in document.points for part in point.parts for place in (*part.fields, *part.practices)
        )
        assert [place for place, times in places.items() if times > 1] == [], name


def test_a_practice_and_the_answers_that_claim_it_stand_in_one_part(knowledge: Knowledge) -> None:
    """Else one answer would fill two blanks."""
    for document in knowledge.documents.values():
        fields = {path for point in document.points for part in point.parts for path in part.fields}
        for part in (part for point in document.points for part in point.parts):
            claiming = {answer.field for name in part.practices for answer in knowledge.practices[name].implied_by}
            assert claiming & fields <= set(part.fields), part.asks


def test_what_is_from_memory_says_so(knowledge: Knowledge) -> None:
    assert knowledge.sources["ai_act_annex_iv"].checked == "unverified"
    for name, source in (("annex_iv", "ai_act_annex_iv"), ("fria", "ai_act_art_27")):
        for point in knowledge.documents[name].points:
            assert {source, "own_derivation"} <= set(point.sources)


def test_two_parts_never_ask_the_same(knowledge: Knowledge) -> None:
    for document in knowledge.documents.values():
        asks: list[Any] = [part.asks for point in document.points for part in point.parts]
        assert len(asks) == len(set(asks))
