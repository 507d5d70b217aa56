"""`risk`: the interview asks what still matters, and writes the answers and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mlops_canvas.app import explain, schema
from mlops_canvas.canvas import load
from mlops_canvas.cli import main
from mlops_canvas.knowledge import Knowledge

START = "canvas: 1\nname: bot\nrisk:\n  purpose: Answers customers  # kept\nblocks:\n"
CHATBOT = {
    "risk.inference": "learned",
    "risk.eu": "placed_on_market",
    "risk.only_for": "none",
    "risk.roles": "provider",
    "risk.uses": "customer_support",
    "risk.product.law": "none",
    "risk.people_signals.kind": "none",
    "risk.influence.method": "none",
    "risk.person_score": "none",
    "risk.crime_risk": "none",
    "risk.output.talks_to_people": "true",
    "risk.output.generates": "text",
    "risk.deployer_is": "private",
    "risk.output.obvious_to_people": "false",
    "risk.output.editing_only": "false",
    "risk.output.public_news": "false",
    "risk.first_placed": "2026-10-01",
}
"""A chatbot: all that is asked of it, in the order of asking."""


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    target = tmp_path / "canvas.yaml"
    target.write_text(START, encoding="utf-8")
    return target


def run(canvas: Path, *said: str, options: tuple[str, ...] = ()) -> tuple[str, str]:
    result = CliRunner().invoke(main, ["risk", str(canvas), *options], input="".join(f"{word}\n" for word in said))
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def asked(stderr: str) -> list[str]:
    return [line.split(" ")[0] for line in stderr.splitlines() if line.startswith("risk.")]


def test_a_chatbot_is_asked_seventeen_questions_and_is_limited(canvas: Path) -> None:
    out, err = run(canvas, *CHATBOT.values())
    assert asked(err) == list(CHATBOT)
    assert out.startswith("category: limited\n")
    loaded = load(canvas.read_text(encoding="utf-8"), "c")
    assert [one.message for one in loaded.findings] == []
    assert loaded.canvas is not None
    for path, said in CHATBOT.items():
        stated = loaded.canvas.at(path)
        spelt = ", ".join(stated) or "none" if isinstance(stated, tuple) else str(stated).lower()
        assert spelt == said, path


def test_what_stood_there_stays_and_each_answer_has_its_question_above(canvas: Path, knowledge: Knowledge) -> None:
    run(canvas, *CHATBOT.values())
    text = canvas.read_text(encoding="utf-8")
    assert [line for line in START.splitlines() if line not in text.splitlines()] == []
    lines = text.splitlines()
    for path in CHATBOT:
        key = path.rpartition(".")[2]
        place = next(number for number, line in enumerate(lines) if line.strip().startswith(f"{key}:"))
        assert lines[place - 1].strip().removeprefix("# ") in knowledge.fields[path].text


def test_one_answer_that_settles_it_ends_the_interview(canvas: Path) -> None:
    out, err = run(canvas, "rules_by_people")
    assert asked(err) == ["risk.inference"]
    assert out.startswith("category: out of scope")


def test_nobody_knows_is_written_and_not_asked_again(canvas: Path) -> None:
    out, err = run(canvas, "")
    assert asked(err)[:2] == ["risk.inference", "risk.eu"]
    assert "inference: unknown" in canvas.read_text(encoding="utf-8")
    assert out.startswith("category: unclear")


def test_stopping_keeps_the_answers(canvas: Path) -> None:
    run(canvas, "learned", "q")
    assert "inference: learned" in canvas.read_text(encoding="utf-8")


def test_a_dry_run_shows_and_writes_nothing(canvas: Path) -> None:
    out, _ = run(canvas, "learned", "q", options=("--dry-run",))
    assert "+  inference: learned" in out
    assert canvas.read_text(encoding="utf-8") == START


@pytest.mark.parametrize(
    ("path", "wrong", "said"),
    [
        ("risk.inference", "learnt", "did you mean 'learned'?"),
        ("risk.eu", "none, used_here", "'none' stands alone"),
        ("risk.inference", "none", "'none' is no answer here"),
        ("risk.first_placed", "2026-13-01", "is not a day of the calendar"),
    ],
)
def test_a_wrong_answer_is_refused_and_asked_again(canvas: Path, path: str, wrong: str, said: str) -> None:
    answers = list(CHATBOT.values())
    answers.insert(list(CHATBOT).index(path), wrong)
    out, err = run(canvas, *answers)
    assert said in err
    assert out.startswith("category: limited\n")


def test_a_question_mark_explains(canvas: Path) -> None:
    _, err = run(canvas, "?", "learned", "none")
    assert "A route planner that searches for the shortest tour → optimised" in err
    assert "Not to be confused" in err
    assert "Art. 3(1)" in err


def test_without_input_the_open_questions_are_listed(canvas: Path) -> None:
    out, _ = run(canvas, options=("--no-input", "--format", "json"))
    data = json.loads(out)
    assert data["command"] == "risk"
    fields = [one["field"] for one in data["questions"]]
    assert fields[:3] == ["risk.inference", "risk.eu", "risk.only_for"]
    assert all({"field", "question", "values", "because"} <= set(one) for one in data["questions"])
    assert all(one["because"] for one in data["questions"])
    assert canvas.read_text(encoding="utf-8") == START


def test_a_fault_in_the_block_is_named(canvas: Path) -> None:
    canvas.write_text("canvas: 1\nrisk: {inferense: learned}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["risk", str(canvas), "--no-input"])
    assert result.exit_code != 0
    assert "did you mean 'inference'" in str(result.exception)


def test_every_fact_is_in_the_questionnaire_with_the_values_that_the_format_takes(knowledge: Knowledge) -> None:
    fields = [path for path in knowledge.fields if path.startswith("risk.")]
    leaves = [path for path in fields if not any(other.startswith(f"{path}.") for other in fields)]
    assert set(knowledge.facts) == set(leaves) - {"risk.purpose", "risk.notes"}
    shapes = schema.build(knowledge)
    for path, fact in knowledge.facts.items():
        accepted = set(explain.accepted(shapes, path)) - {"unknown"}
        words = knowledge.fields[path].words
        if words is None and accepted:
            listed = set(fact.values or ()) | ({"none"} if schema.is_list(schema.at(shapes, path)) else set())
            assert listed == accepted, path
        known = {*accepted, *(knowledge.words[words] if words else ()), "none", "unknown"}
        if accepted:
            assert {one.value for one in (*fact.examples, *fact.near_misses)} <= known, path


def test_a_second_interview_adds_no_comment_again(canvas: Path) -> None:
    run(canvas, "learned", "", "q")
    once = canvas.read_text(encoding="utf-8")
    run(canvas, "", "q")
    assert canvas.read_text(encoding="utf-8") == once


def test_line_ends_stay_as_they_were(canvas: Path) -> None:
    canvas.write_bytes(START.replace("\n", "\r\n").encode())
    run(canvas, "learned", "q")
    data = canvas.read_bytes()
    assert b"inference: learned" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_yes_is_true_and_a_word_is_looked_for_in_what_values_mean(canvas: Path) -> None:
    answers = ["yes" if said == "true" else "no" if said == "false" else said for said in CHATBOT.values()]
    answers.insert(list(CHATBOT).index("risk.uses"), "? triage")
    out, err = run(canvas, *answers)
    assert "emergency_triage: Emergency triage" in err
    assert out.startswith("category: limited\n")
