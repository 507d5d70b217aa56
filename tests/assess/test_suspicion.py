"""The text against the facts: what raises a question, what answers it, and that no verdict listens."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops_canvas.app.schema import choices
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge, Suspicion
from mlops_canvas.knowledge.lexicon import Lexicon
from mlops_canvas.knowledge.model import WordPair
from tests.conftest import Judge, Run
from tests.laws.shared import MANY, judged
from tests.strategies import KNOWLEDGE, SCHEMA, facts

Tree = dict[str, Any]
RULE = "RSK110"
# A text, the questions that it raises, and for each a fact that answers it.
TEXTS: Mapping[str, tuple[str, Mapping[str, Tree]]] = {
    "cv": ("Put the CVs of a vacancy in an order", {"employment": {"uses": ["recruitment"]}}),
    "rota": ("Plans shifts of our employees", {"employment": {"uses": ["shift_planning"]}}),
    "who": ("Find the best applicants", {"applicants": {"uses": ["admission"]}}),
    "loan": ("Decide on a loan", {"credit": {"uses": ["credit_score"]}}),
    "firms": ("Kreditwürdigkeit von Betrieben", {"credit": {"uses": ["company_credit_score"]}}),
    "exam": ("Watches exams", {"education": {"uses": ["exam_cheating"]}}),
    "policy": ("Propose premiums of an insurer", {"insurance": {"uses": ["life_health_insurance"]}}),
    "car cover": ("The price of insurance for cars", {"insurance": {"uses": ["motor_insurance"]}}),
    "112": ("Sort emergency calls", {"emergency": {"uses": ["emergency_calls"]}}),
    "asylum": ("Summary for an asylum officer", {"migration": {"uses": ["asylum_visa_examination"]}}),
    "passport": ("Is this passport genuine?", {"migration": {"uses": ["travel_document_check"]}}),
    "court": ("Research for a tribunal", {"justice": {"uses": ["court_decisions"]}}),
    "votes": ("Leaflets for voters", {"elections": {"uses": ["election_influence"]}}),
    "grid": ("Switches in the power grid", {"infrastructure": {"uses": ["electricity_supply_safety"]}}),
    "load": ("Load of the electricity grid", {"infrastructure": {"uses": ["network_load_forecast"]}}),
    "benefit": ("Who is entitled to social benefits", {"benefits": {"uses": ["benefits_eligibility"]}}),
    "police": ("Where the police should look", {"crime": {"uses": ["crime_place_forecast"]}}),
    "door": ("Open the gate by the face", {"biometrics": {"people_signals": {"kind": "verify"}}}),
    "mood": ("The mood of a team", {"emotions": {"people_signals": {"kind": ["emotion"]}}}),
    "belief": ("Sort by religion", {"protected_traits": {"people_signals": {"attributes": ["belief"]}}}),
    "score": ("Points for citizens", {"social_scoring": {"person_score": "other_context"}}),
    "nudge": ("Nudges that sell more", {"manipulation": {"influence": {"method": "open"}}}),
    "nude": ("Finds nudity", {"intimate_images": {"uses": ["content_moderation"]}}),
    "ct": ("Marks tumours", {"medical": {"product": {"law": "medical_devices"}}}),
    "lane": ("Lane keeping", {"vehicles": {"product": {"law": "motor_vehicles"}}}),
    "robot": ("Stops the robot", {"machines": {"product": {"law": "machinery"}}}),
    "doll": ("A doll that listens", {"toys": {"product": {"law": "toys"}}}),
    "lift": ("Levels the lift at each floor", {"other_products": {"product": {"law": "lifts"}}}),
    "chat": ("A chatbot for guests", {"dialogue": {"output": {"talks_to_people": True}}}),
    "summary": ("Summarises minutes", {"synthetic_content": {"output": {"generates": ["text"]}}}),
    "real": ("Lifelike scenes", {"deep_fake": {"output": {"looks_real": True}}}),
    "news": ("Helps a newsroom", {"news": {"output": {"public_news": True}}}),
    "nothing": ("Sort parcels by size and weight", {}),
    "two": (
        "Rank job applicants by a chat with a chatbot",
        {"employment": {"uses": ["recruitment"]}, "dialogue": {"output": {"talks_to_people": True}}},
    ),
    "scraped": (
        "Collects faces from social media",
        {"face_database": {"people_signals": {"faces_scraped": "untargeted"}}},
    ),
    "pictures": (
        "Text to image",
        {
            "image_making": {"output": {"intimate": "no"}},
            "synthetic_content": {"output": {"generates": ["image"]}},
        },
    ),
}


def raised(tree: Tree) -> dict[str, Finding]:
    """Return the questions that a canvas raises, by the name of the suspicion."""
    found = judged({"canvas": 1, **tree}, "risk").every_finding()
    return {one.about.rpartition(".")[2]: one for one in found if one.rule == RULE}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_raises_its_questions_and_no_other(case: str) -> None:
    text, answers = TEXTS[case]
    assert set(raised({"risk": {"purpose": text}})) == set(answers)
    assert set(raised({"risk": {"purpose": text, "uses": "none", "product": "none", "output": "none"}})) == set(answers)


@pytest.mark.parametrize("case", TEXTS)
def test_a_fact_removes_exactly_the_question_that_it_answers(case: str) -> None:
    text, answers = TEXTS[case]
    for name, fact in answers.items():
        unanswered = {"risk": {"purpose": text, "uses": ["unknown"]}}
        said = {"risk": {"purpose": text, **fact}}
        assert set(raised(unanswered)) - set(raised(said)) == {name}


def test_every_suspicion_has_a_text_here() -> None:
    assert set(chain.from_iterable(answers for _, answers in TEXTS.values())) == set(KNOWLEDGE.suspicions)


def test_a_question_quotes_the_words_and_stands_at_the_line(judge: Judge) -> None:
    text = "canvas: 1\nrisk:\n  uses: none\n  purpose: Puts Job\n    Applicants in an order\n"
    (found,) = (one for one in judge(text).assessments["risk"].findings if one.rule == RULE)
    assert found.message.startswith("'Job Applicants' in the text")
    assert found.message.endswith(KNOWLEDGE.suspicions["employment"].question)
    assert (found.location.line, found.location.column) == (4, 12)
    assert found.about == "risk.purpose.employment"
    assert (found.outcome, found.severity, found.debt) == ("gap", "warning", ("process",))
    assert set(found.sources) == {"own_derivation", "ai_act"}


def test_a_weak_word_is_quoted_with_its_companion() -> None:
    (found,) = raised(
        {"risk": {"purpose": "Camera that sees whether pupil A feels stress", "uses": ["admission"]}}
    ).values()
    assert found.message.startswith("'Camera' … 'stress' in the text")


def test_each_question_is_asked_once_where_it_is_raised_first() -> None:
    tree = {
        "title": "Loans",
        "risk": {"purpose": "Decide on loans"},
        "models": [{"name": "m", "task": "default of a loan"}, {"name": "n", "task": "length of a chat with guests"}],
        "blocks": {"value_proposition": {"problem": "A loan takes days", "goal": "Exams are fair"}},
    }
    assert [one.about for one in raised(tree).values()] == [
        "risk.purpose.credit",
        "blocks.value_proposition.goal.education",
        "models.n.task.dialogue",
    ]


def test_use_cases_beside_the_current_one_are_wishes() -> None:
    cases: list[Tree] = [{"name": "Sort parcels"}, {"name": "Rank job applicants"}]
    assert set(raised({"use_cases": cases})) == {"employment"}
    assert not raised({"use_cases": [{**cases[0], "current": True}, cases[1]]})
    assert set(raised({"use_cases": [cases[0], {**cases[1], "current": True}]})) == {"employment"}


def test_notes_are_not_read() -> None:
    assert not raised({"notes": "loans", "risk": {"notes": "This is about loans"}})


def test_nothing_is_asked_where_the_facts_could_not_be_read() -> None:
    assert set(raised({"title": "Loans"})) == {"credit"}
    assert not raised({"title": "Loans", "risk": {"uses": ["credit_score"], "inference": "magic"}})


def test_a_mistyped_use_answers_nothing() -> None:
    assert set(raised({"title": "Loans", "risk": {"uses": ["credit_scor"]}})) == {"credit"}


def test_a_waiver_accepts_one_question_or_all_of_a_text() -> None:
    tree: Tree = {"risk": {"purpose": "Loans for students"}}
    waiver = {"rule": RULE, "reason": "only a name", "owner": "me", "until": "2027-01-01"}
    one = raised({**tree, "waivers": [{**waiver, "about": "risk.purpose.education"}]})
    assert {name: bool(found.waived) for name, found in one.items()} == {"credit": False, "education": True}
    every = raised({**tree, "waivers": [{**waiver, "about": "risk.purpose"}]})
    assert all(found.waived for found in every.values())


def test_a_question_is_seen_by_assess_and_counts_as_a_warning(run: Run, tmp_path: Any) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nrisk: {purpose: Decide on loans, uses: none}\n")
    done = run("assess", ".", "--fail-on", "warning")
    assert done.returncode == 1
    assert "warning[RSK110] risk.purpose.credit: 'loans' in the text" in done.stdout
    assert run("assess", ".", "--fail-on", "error").returncode == 0


def _named(text: str, **lists: Any) -> list[tuple[str, ...]]:
    own = Suspicion(title="", question="", points=(), articles=(), answered_by=(), sources=("s",), **lists)
    return [words for _, words in Lexicon({"own": own}).raised(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exam", ["exam"]),
        ("An EXAM.", ["EXAM"]),
        ("example", []),
        ("preexam", []),
        ("the-exam_1", ["exam"]),
        ("Recruiting", ["Recruiting"]),
        ("job\n  applicant's file", ["job\n  applicant"]),
        ("job-applications", ["job-applications"]),
        ("applicants of a job", []),
        ("Job", []),
        ("Größe", ["Größe"]),
        ("GRÖSSE", ["GRÖSSE"]),
        ("", []),
    ],
)
def test_words_are_whole_and_stems_go_on(text: str, words: list[str]) -> None:
    assert _named(text, words="exam, recruit*, job applic*, größe") == [(word,) for word in words]


def test_pairs_need_both_and_unless_silences() -> None:
    lists = {"pairs": (WordPair.model_validate({"words": "stress", "with": "voice*, face"}),), "unless": "stress test*"}
    assert _named("stress in voices", **lists) == [("stress", "voices")]
    assert _named("faceless stress", **lists) == []
    assert _named("a stress-test of voices", **lists) == []


def _every_answer(knowledge: Knowledge) -> Any:
    return ((name, answer) for name, one in knowledge.suspicions.items() for answer in one.answered_by)


def test_what_answers_a_suspicion_exists(knowledge: Knowledge) -> None:
    for name, answer in _every_answer(knowledge):
        info = knowledge.fields[answer.field]
        known = set(knowledge.words[info.words]) if info.words else set(choices(SCHEMA, answer.field))
        assert set(answer.one_of + answer.any_of) <= known, (name, answer.field)
        assert answer.one_of or answer.any_of, name


def test_suspicions_name_articles_and_sources_that_exist(knowledge: Knowledge) -> None:
    for name, one in knowledge.suspicions.items():
        assert set(one.articles) <= set(knowledge.law.articles), name
        assert set(one.sources) <= set(knowledge.sources), name
        assert one.question.endswith("?"), name
        assert one.words or one.pairs, name


def test_every_point_of_the_law_has_a_suspicion(knowledge: Knowledge) -> None:
    points = set(chain.from_iterable(one.points for one in knowledge.suspicions.values()))
    practices = {f"Art. 5(1)({point})" for point in ("a", "b", "ba", "bb", "c", "d", "e", "f", "g", "h")}
    areas = {f"Annex III {area}" for area in range(1, 9)}
    assert practices | areas | {"Annex I", "Art. 50(1)", "Art. 50(2)", "Art. 50(3)", "Art. 50(4)"} == points


def test_every_touchy_use_and_near_miss_answers_a_suspicion_of_its_area(knowledge: Knowledge) -> None:
    for use, word in knowledge.words["uses"].items():
        area = (word.annex_iii or word.near_miss_of or "")[:1]
        answering = {
            point
            for name, answer in _every_answer(knowledge)
            if use in answer.any_of
            for point in knowledge.suspicions[name].points
        }
        assert not area or f"Annex III {area}" in answering, use


def test_the_words_of_a_listed_use_raise_a_suspicion_of_its_area(knowledge: Knowledge) -> None:
    for use, word in knowledge.words["uses"].items():
        raised_by = dict(knowledge.lexicon.raised(f"{word.title}. {word.text}"))
        points = set(chain.from_iterable(knowledge.suspicions[name].points for name in raised_by))
        assert word.annex_iii is None or f"Annex III {word.annex_iii[0]}" in points, use


def test_every_product_law_answers_a_suspicion(knowledge: Knowledge) -> None:
    laws = {law for _, one in _every_answer(knowledge) if one.field == "risk.product.law" for law in one.one_of}
    assert laws == set(knowledge.words["product_laws"]) - {"none"}


_WORDS = sorted({word.rstrip("*") for one in KNOWLEDGE.suspicions.values() for word in one.words})
_TEXT = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map("; ".join)


@MANY
@given(facts(), _TEXT)
def test_text_never_changes_what_the_facts_say(risk: Tree, text: str) -> None:
    said = judged({"canvas": 1, "title": text, "risk": {**risk, "purpose": text}}, "risk").assessments["risk"]
    silent = judged({"canvas": 1, "title": "A", "risk": {**risk, "purpose": "A"}}, "risk").assessments["risk"]
    assert (said.verdict, said.measures, said.trace) == (silent.verdict, silent.measures, silent.trace)
    others = [(one.rule, one.about, one.message) for one in said.findings if one.rule != RULE]
    assert others == [(one.rule, one.about, one.message) for one in silent.findings if one.rule != RULE]


@MANY
@given(_TEXT, st.sampled_from(sorted(KNOWLEDGE.words["uses"])), st.sampled_from(sorted(KNOWLEDGE.words["uses"])))
def test_a_use_answers_the_suspicions_that_name_it_and_no_other(text: str, use: str, other: str) -> None:
    before = set(raised({"risk": {"purpose": text, "uses": [other]}}))
    after = set(raised({"risk": {"purpose": text, "uses": [other, use]}}))
    answered = {name for name, answer in _every_answer(KNOWLEDGE) if use in answer.any_of}
    assert after == before - answered
