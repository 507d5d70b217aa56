"""The systems of the risk benchmark: any facts of the format, told or not; and what a peer is told of them."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow  # whole portfolios are written and judged
ROOT = Path(__file__).parents[2]


def script(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(out: Path, count: int, *more: str) -> Path:
    script("facts", "--out", str(out), "--count", str(count), *more)
    return out


def ours(*arguments: str) -> Any:
    command = [sys.executable, "-m", "mlops_canvas", *arguments, "--format", "json"]
    return json.loads(subprocess.run(command, check=False, capture_output=True).stdout)


def test_systems_are_valid_and_of_every_category(tmp_path: Path) -> None:
    folder = write(tmp_path / "systems", 300)
    findings = ours("check", str(folder))["findings"]
    assert [one for one in findings if one["rule"].startswith("CAN") and one["outcome"] == "gap"] == []
    verdicts = Counter(one["risk"] for one in ours("portfolio", str(folder), "--no-cache")["systems"])
    assert set(verdicts) == {"prohibited", "high", "limited", "minimal", "unclear", "out_of_scope"}
    assert min(verdicts.values()) >= 3


def test_systems_tell_all_some_and_nothing(tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(write(tmp_path / "systems", 60).iterdir())]
    silent = [text for text in texts if "risk:" not in text]
    blurred = [text for text in texts if "unknown" in text]
    whole = [text for text in texts if "risk:" in text and "unknown" not in text]
    assert min(len(silent), len(blurred), len(whole)) >= 5
    assert len(set(texts)) == 60


def test_the_same_seed_gives_the_same_first_systems(tmp_path: Path) -> None:
    few, more = write(tmp_path / "few", 3), write(tmp_path / "more", 5)
    other = write(tmp_path / "other", 3, "--seed", "2")
    names = sorted(path.name for path in few.iterdir())
    assert len(names) == 3
    assert all((few / name).read_bytes() == (more / name).read_bytes() for name in names)
    assert [(few / name).read_bytes() for name in names] != [(other / name).read_bytes() for name in names]


TRANSLATED: dict[str, dict[str, Any]] = {
    "": {"eu_market": False, "provider_role": "other", "hr_usecases": ["none"], "hr_does_profiling": None},
    "eu: unknown": {"eu_market": False},
    "eu: [output_used_here]": {"eu_market": True},
    "roles: [provider, deployer]": {"provider_role": "both"},
    "roles: [deployer, importer]": {"provider_role": "deployer"},
    "{only_for: [private], roles: [deployer]}": {"exempt_personal": True, "exempt_military": False},
    "{only_for: [private], roles: [provider]}": {"exempt_personal": False},
    "deployer_is: [public_service]": {
        "deployer_fria_status": "private_public_service",
        "deployer_registration_status": "not_qualifying",
    },
    "uses: [credit_score, fraud_detection]": {
        "hr_usecases": ["essential_services"],
        "hr_essential_subarea": "creditworthiness",
    },
    "uses: [fraud_detection]": {"hr_usecases": ["none"], "hr_essential_subarea": None},
    "uses: [benefits_eligibility]": {"hr_usecases": ["none"]},
    "{uses: [benefits_eligibility], deployer_is: [for_public_body]}": {"hr_usecases": ["essential_services"]},
    "effect: {task: prepares, profiles_people: true}": {"hr_art6_3_minor": True, "hr_does_profiling": True},
    "effect: {task: finds_deviations, human_review: none}": {"hr_art6_3_minor": False},
    "effect: {task: finds_deviations, human_review: ex_post}": {"hr_art6_3_minor": True},
    "product: none": {"hr_annex_i_relation": "none", "hr_safety_component": False},
    "product: {law: machinery, part: convenience, third_party: other_only}": {
        "hr_annex_i_relation": "embedded_component",
        "hr_annex_i_section": "B",
        "hr_safety_function": False,
        "hr_third_party_health_safety": False,
    },
    "product: {law: toys, part: whole, third_party: health_safety}": {
        "hr_annex_i_relation": "ai_product",
        "hr_annex_i_section": "A",
        "hr_third_party_health_safety": True,
    },
    "people_signals: {kind: [emotion], about: [pupils], why: other}": {
        "p_emotion_work_edu": True,
        "t_emotion_or_biometric_cat": True,
        "hr_usecases": ["biometrics"],
    },
    "people_signals: {kind: [emotion], about: [pupils], why: medical}": {"p_emotion_work_edu": False},
    "people_signals: {kind: [identify], about: [public], when: live, for_law_enforcement: true}": {
        "p_realtime_rbi_le": True
    },
    "influence: {method: [exploits_weakness], distorts_behaviour: true, serious_harm_likely: true}": {
        "p_vulnerability": True,
        "p_manipulation": False,
    },
    "output: {generates: [image], intimate: unguarded, sexualises_children: no}": {
        "p_nonconsensual_intimate": True,
        "p_child_sexual_material": False,
        "p_sexual_provider_foreseeable_unguarded": True,
        "p_sexual_provider_intended": False,
    },
    "output: {generates: [text], intimate: intended}": {"p_nonconsensual_intimate": False},
    "output: {generates: [code], talks_to_people: true, obvious_to_people: true}": {
        "t_synthetic_content": False,
        "t_interacts_humans": False,
    },
    "output: {generates: [video], looks_real: true}": {"t_synthetic_content": True, "t_deepfake": True},
    "model: {own_training_flop: 2e25, open_weights: true}": {
        "gpai_model": True,
        "gpai_systemic": True,
        "gpai_open_source": True,
    },
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("companion")
    systems, out = home / "systems", home / "answers"
    systems.mkdir()
    for number, facts in enumerate(TRANSLATED):
        block = f"risk: {facts if facts.startswith('{') else '{' + facts + '}'}\n" if facts else ""
        (systems / f"{number:02d}.canvas.yaml").write_text(f"canvas: 1\n{block}", encoding="utf-8")
    script("companion", str(systems), str(out))
    files = sorted(out.iterdir())
    return {facts: json.loads(file.read_text()) for facts, file in zip(TRANSLATED, files, strict=True)}


@pytest.mark.parametrize("facts", TRANSLATED)
def test_facts_are_said_in_the_answers_of_the_peer(answers: dict[str, Any], facts: str) -> None:
    said = {key: answers[facts].get(key) for key in TRANSLATED[facts]}
    assert said == TRANSLATED[facts]


def test_a_rate_counts_only_what_was_judged(tmp_path: Path) -> None:
    folder = write(tmp_path / "systems", 5)
    assert 0 < float(script("in_process", str(folder), "judge")) < 60
    (folder / "00002.canvas.yaml").write_text("canvas: [", encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.in_process", str(folder), "judge"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode != 0
    assert "00002.canvas.yaml: not judged" in done.stderr
