"""The other commands, as a user meets them."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mlops_canvas.app.init import QUESTIONS
from mlops_canvas.assess import QUESTIONS as TEN
from mlops_canvas.canvas import load
from mlops_canvas.cli import COMMANDS
from tests.conftest import ROOT, Run

CREDIT = "canvases/credit-scoring"


def test_alone_it_prints_three_commands_to_try(run: Run) -> None:
    done = run()
    tries = re.findall(r"^ +mlops-canvas (\w+) {4,}", done.stdout, re.MULTILINE)
    assert tries == ["demo", "init", "check"]
    assert done.returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout or name == "demo"


def test_bad_options_and_commands_exit_2_with_a_guess(run: Run) -> None:
    assert run("chek").returncode == 2
    assert "check" in run("chek").stderr
    assert run("check", "--formt", "json").returncode == 2
    assert run("assess", "nowhere").returncode == 2


def test_version_is_answered_without_click(run: Run) -> None:
    assert re.fullmatch(r"mlops-canvas \d+\.\d+\.\d+\n", run("--version").stdout)


def test_assess_is_the_contract(run: Run) -> None:
    data = json.loads(run("assess", CREDIT, "--format", "json", cwd=ROOT).stdout)
    head = ["schema_version", "command", "name", "as_of", "law_version", "knowledge_version", "findings", "assessments"]
    assert list(data) == head
    assert tuple(data["assessments"]) == TEN
    assert data["as_of"] == "2026-11-24"
    for answer in data["assessments"].values():
        assert set(answer) == {"verdict", "measures", "findings", "trace"}
    measures = data["assessments"]["automation"]["measures"]
    assert (measures["ml-ops.org"], measures["google"], measures["aws"]) == (2, 1, "Repeatable")
    assert set(measures["possible"]) == set(measures["missing"]) == {"ml-ops.org", "google", "microsoft", "aws"}
    assert {"missing", "duties", "law_from", "if_in_scope"} <= set(data["assessments"]["risk"]["measures"])
    balance = data["assessments"]["balance"]["measures"]
    wanted = {"variant", "regulation", "models", "governance", "mlops", "gap", "direction", "thresholds", "steps"}
    assert wanted <= set(balance)
    themes = data["assessments"]["readiness"]["measures"]
    assert list(themes) == ["learn", "lead", "access", "scale", "secure", "automate"]
    assert all({"readiness", "claimed", "holds", "missing"} <= set(theme) for theme in themes.values())
    assert set(data["assessments"]["test_score"]["measures"]["sections"]) == {
        "data",
        "model",
        "infrastructure",
        "monitoring",
    }
    cost = {"currency", "horizon_months", "groups", "once", "monthly", "total", "per_1000", "value", "unpriced"}
    assert cost <= set(data["assessments"]["cost"]["measures"])
    scales = {"ml-ops.org", "google", "microsoft", "aws"}
    assert scales <= set(data["assessments"]["roadmap"]["measures"])
    for question in ("decisions", "claims"):
        answer = data["assessments"][question]
        assert answer["verdict"] is None
        assert [one["outcome"] for one in answer["findings"]] == ["unknown"]


def test_assess_of_a_canvas_without_claims_gives_no_level(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\n")
    data = json.loads(run("assess", ".", "--format", "json").stdout)
    measures = data["assessments"]["automation"]["measures"]
    assert measures["google"] is None
    assert data["assessments"]["balance"]["verdict"] == "unclear"
    assert len(data["assessments"]["balance"]["measures"]["candidates"]) == 4


def test_assess_text_says_not_legal_advice_once(run: Run) -> None:
    text = run("assess", CREDIT, cwd=ROOT).stdout
    assert text.count("Not legal advice") == 1
    assert "prohibited" not in text
    assert run("assess", CREDIT, "--format", "markdown", cwd=ROOT).stdout.count("Not legal advice") == 1


def test_an_answer_implies_a_claim_and_the_trace_says_the_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text(
        "canvas: 1\nblocks: {model_deployment: {strategies: [canary]}}\npractices: {versioning.code: automated}\n"
    )
    data = json.loads(run("assess", ".", "--format", "json").stdout)
    trace = data["assessments"]["automation"]["trace"]
    said = "deployment.canary: manual, from the answer blocks.model_deployment.strategies, line 2"
    assert said in trace


@pytest.mark.parametrize("name", ["CAN012", "versioning.data", "DS-5", "dvc", "art_10", "ml_hiring", "ml_test_score"])
def test_explain_every_kind(run: Run, name: str) -> None:
    data = json.loads(run("explain", name, "--format", "json").stdout)
    kinds = {"rule", "practice", "question", "tool", "article", "indicator", "source"}
    assert data["kind"] in kinds
    assert data["title"]
    assert data["sources"]
    assert data["id"] == name
    assert name in run("explain", name).stdout


def test_explain_says_what_was_meant(run: Run) -> None:
    done = run("explain", "versioning.dat")
    assert done.returncode == 2
    assert "did you mean 'versioning.data'?" in done.stderr
    assert json.loads(run("explain", "data_versioning", "--format", "json").stdout)["id"] == "versioning.data"


def test_schema_is_what_init_writes(run: Run, tmp_path: Path) -> None:
    schema = run("schema").stdout
    done = run("init", "new", "--format", "json")
    assert json.loads(done.stdout)["written"] == [
        {"path": "new/canvas.schema.json", "action": "create"},
        {"path": "new/canvas.yaml", "action": "create"},
    ]
    assert (tmp_path / "new" / "canvas.schema.json").read_text() == schema
    first = (tmp_path / "new" / "canvas.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=./canvas.schema.json"
    assert "schema_version" not in json.loads(schema)


def test_init_never_overwrites(run: Run, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nname: mine\n")
    done = run("init")
    assert "conflict" in done.stdout
    assert "same" in done.stdout
    assert (tmp_path / "canvas.yaml").read_text() == "canvas: 1\nname: mine\n"
    assert run("init", "other", "--dry-run").stdout.count("create") == 2
    assert not (tmp_path / "other").exists()


def test_init_with_an_example(run: Run, tmp_path: Path) -> None:
    assert run("init", "x", "--example", "credit-scoring").returncode == 0
    assert "$schema=./canvas.schema.json" in (tmp_path / "x" / "canvas.yaml").read_text()
    assert run("check", "x").returncode == 0
    done = run("init", "y", "--example", "credit")
    assert "did you mean 'credit-scoring'?" in done.stderr


def test_the_outline_of_init_loads_without_a_fault(run: Run, tmp_path: Path) -> None:
    run("init", "my-system")
    loaded = load((tmp_path / "my-system" / "canvas.yaml").read_bytes(), "c")
    assert not loaded.findings
    assert loaded.canvas is not None
    assert loaded.canvas.name == "my-system"


def _converse(folder: Path, answers: list[str]) -> str:
    """Run init on a terminal of its own and type the answers, each after its prompt."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mlops_canvas", "init"],
        cwd=folder, stdin=side, stdout=side, stderr=side, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    os.close(side)
    seen, waiting = "", list(answers)
    while True:
        ready, _, _ = select.select([main], [], [], 20)
        if not ready:
            process.kill()
            break
        try:
            piece = os.read(main, 4096).decode()
        except OSError:
            break
        if not piece:
            break
        seen += piece
        if waiting and seen.endswith(">: "):
            os.write(main, f"{waiting.pop(0)}\n".encode())
            seen += "\n"
    process.wait(timeout=20)
    os.close(main)
    assert process.returncode == 0, seen
    return seen


def test_init_asks_eleven_questions_each_of_which_may_be_skipped(tmp_path: Path) -> None:
    answers = [
        "Too slow: two days, at least",
        "with_code",
        "python, sql",
        "",
        "true",
        "scheduled",
        "",
        "",
        "onlin",
        "online",
        "mandatory",
        "",
    ]
    seen = _converse(tmp_path, answers)
    assert seen.count("Enter skips") == 10
    assert "please one of batch, online, streaming" in seen
    canvas = load((tmp_path / "canvas.yaml").read_bytes(), "c").canvas
    assert canvas is not None
    assert len(QUESTIONS) == 11
    assert canvas.at("blocks.value_proposition.problem") == "Too slow: two days, at least"
    assert canvas.at("blocks.data_analysis_and_experiments.languages") == ("python", "sql")
    assert canvas.at("blocks.foundations.trunk_based") is True
    assert canvas.at("blocks.pipeline_orchestration.retraining.trigger") == ("scheduled",)
    assert canvas.at("blocks.prediction_serving.modes") == ("online",)
    assert canvas.at("blocks.metadata_store.documentation_as_code") is None


def test_diff_of_two_canvases(run: Run, tmp_path: Path) -> None:
    before = (ROOT / CREDIT / "canvas.yaml").read_text()
    after = (
        before.replace("tools: [fastapi]", "tools: [bentoml]")
        .replace("phase: operations\n", "")
        .replace("    strategies: [shadow, canary]\n", "    strategies: [shadow, canary]\n    decision: decided\n")
        .replace("      status: decided\n      because: Each", "      status: drafted\n      because: Each")
    )
    (tmp_path / "a.yaml").write_text(before)
    (tmp_path / "b.yaml").write_text(after)
    data = json.loads(run("diff", "a.yaml", "b.yaml", "--format", "json").stdout)
    kinds = {(one["about"], one["kind"], one["block"]) for one in data["changes"]}
    assert kinds == {
        ("phase", "removed", None),
        ("blocks.data_sources_and_versioning", "reopened", "data_sources_and_versioning"),
        ("blocks.model_deployment", "decided", "model_deployment"),
        ("blocks.prediction_serving.tools", "changed", "prediction_serving"),
    }
    assert "decide the same" in run("diff", "a.yaml", "a.yaml").stdout
    text = run("diff", "a.yaml", "b.yaml").stdout
    assert "decided blocks.model_deployment" in text


def test_diff_against_a_revision(run: Run, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nphase: design\n")
    git("add", ".")
    git("commit", "-qm", "first")
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nphase: operations\n")
    data = json.loads(run("diff", "canvas.yaml@main", "canvas.yaml", "--format", "json").stdout)
    assert [(one["about"], one["before"], one["after"]) for one in data["changes"]] == [
        ("phase", "design", "operations")
    ]
    for wrong in ("canvas.yaml@nowhere", "canvas.yaml@--output=x"):
        done = run("diff", wrong, "canvas.yaml")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_diff_of_two_reports(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nname: a\nnumber_of_models: 1\n")
    run("assess", ".", "--format", "json", "-o", "a.json")
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nname: a\nnumber_of_models: 5\n")
    run("assess", ".", "--format", "json", "-o", "b.json")
    changes = json.loads(run("diff", "a.json", "b.json", "--format", "json").stdout)["changes"]
    assert ("balance.models", "changed", 1, 5) in [
        (one["about"], one["kind"], one["before"], one["after"]) for one in changes
    ]


def test_demo_names_every_verdict_of_every_example(run: Run) -> None:
    cases = sorted((ROOT / "canvases").glob("*/canvas.yaml"))
    data = json.loads(run("demo", "--format", "json").stdout)
    assert [Path(system["path"]).parent.name for system in data["systems"]] == [case.parent.name for case in cases]
    assert {system["risk"] for system in data["systems"]} >= {"prohibited", "high", "limited", "minimal", "unclear"}
    cards = run("demo").stdout.split("\n\n")[:-1]
    assert len(cards) == len(cases)
    labels = ("risk", "automation", "readiness", "ML Test Score", "balance", "cost", "stack", "debt", "next")
    for card in cards:
        assert all(f"\n  {label}" in card for label in labels)
    credit = next(card for card in cards if card.startswith("credit-scoring"))
    assert "ml-ops.org levels of automation 2" in credit
    assert "Learn strategic" in credit
    assert all(f"{number}. " in credit for number in (1, 2, 3))


def test_own_knowledge_is_laid_over_the_built_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pack" / "tools").mkdir(parents=True)
    own = {
        "our_scorer": {
            "title": "Our scorer",
            "roles": ["serving"],
            "blocks": ["prediction_serving"],
            "licence": "proprietary",
            "hosting": ["self"],
            "sources": ["own_tool_knowledge"],
        }
    }
    (tmp_path / "pack" / "tools" / "own.yaml").write_text(yaml.safe_dump(own))
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nblocks: {prediction_serving: {tools: [our_scorer]}}\n")
    assert "COH001" in run("check").stdout
    assert "COH001" not in run("check", "--pack", "pack").stdout
    (tmp_path / "mlops-canvas.toml").write_text('pack = ["pack"]\n')
    assert "COH001" not in run("check").stdout
    (tmp_path / "pack" / "tools" / "own.yaml").write_text("x: {titel: a}\n")
    done = run("check")
    assert done.returncode == 2
    assert "own.yaml:1:5" in done.stderr
    assert run("check", "--pack", "nowhere").returncode == 2


def test_colour_only_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "canvas.yaml").write_text("canvas: 1\nphase: x\n")
    assert "\x1b[" not in run("check").stdout
    assert "\x1b[" in run("check", FORCE_COLOR="1", NO_COLOR="").stdout


def test_only_facts_that_still_matter_are_asked_for(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "canvases" / "support-chatbot" / "canvas.yaml").read_text()
    (tmp_path / "canvas.yaml").write_text(text.replace("    talks_to_people: true\n", ""))
    answer = json.loads(run("assess", ".", "--format", "json").stdout)["assessments"]["risk"]
    assert answer["verdict"] == "limited", "text is generated, so a missing fact of the same weight changes nothing"
    (tmp_path / "canvas.yaml").write_text(text.replace("  inference: learned\n", ""))
    answer = json.loads(run("assess", ".", "--format", "json").stdout)["assessments"]["risk"]
    assert answer["verdict"] == "unclear"
    assert answer["measures"]["missing"] == ["risk.inference"]


def test_two_versions_of_the_law_say_what_binds_from_another_day(run: Run, tmp_path: Path) -> None:
    names = []
    for version in ("2024-08-01", "2026-07-27"):
        report = run("assess", str(ROOT / CREDIT), "--law", version, "--format", "json")
        names.append(tmp_path / f"{version}.json")
        names[-1].write_text(report.stdout, encoding="utf-8")
    changes = json.loads(run("diff", *map(str, names), "--format", "json").stdout)["changes"]
    by_about = {one["about"]: one for one in changes}
    assert by_about["risk.duties.data_governance.from"]["before"] == "2026-08-02"
    assert by_about["risk.duties.data_governance.from"]["after"] == "2027-12-02"
    assert by_about["risk.law_from"]["because"] == ["law_version"]
    assert "risk.verdict" not in by_about


def test_two_canvases_say_which_fact_changed_the_category(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = (ROOT / "canvases" / "credit-scoring" / "canvas.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("uses: [credit_score]", "uses: [company_credit_score]"), encoding="utf-8")
    names = []
    for number, path in enumerate((ROOT / CREDIT, other)):
        names.append(tmp_path / f"{number}.json")
        names[-1].write_text(run("assess", str(path), "--format", "json").stdout, encoding="utf-8")
    changes = json.loads(run("diff", *map(str, names), "--format", "json").stdout)["changes"]
    verdict = next(one for one in changes if one["about"] == "risk.verdict")
    assert (verdict["before"], verdict["after"]) == ("high", "minimal")
    assert verdict["because"] == ["risk.facts.risk.uses"]
