"""How often the category is right on systems that others described: `python -m benchmarks.risk_score`.

Enters the outside cases (`risk/cases.yaml`), their facts as somebody filled them who saw descriptions and
questionnaire only (`risk/filled/`), and the corrections made after scoring, one by one with reasons
(`risk/corrections.yaml`); `risk/refilled/` is a second filling by other eyes. Prints right and total by
category for each, and each case that is wrong.
Exit code 1 where a goal of the project is missed.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from mlops_canvas import knowledge, resources
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from mlops_canvas.canvas.edit import set_value
from mlops_canvas.document import read

HERE = Path(__file__).parent / "risk"
AS_OF = date(2026, 11, 24)
GOALS = {"filled": 0.90, "refilled": 0.90, "corrected": 0.96}
TITLES = {
    "filled": "as first filled",
    "refilled": "as filled again by other eyes, with clearer values",
    "corrected": "as corrected",
}
MILD = {"limited", "minimal", "out_of_scope"}


@dataclass(frozen=True, slots=True)
class Scored:
    """A case and what the engine says of it: `missing` are the facts that it asks for."""

    case: str
    expected: str
    accepted: frozenset[str]
    verdict: str
    missing: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the verdict is one that the source allows; an `unclear` must name what is missing."""
        return self.verdict in self.accepted and (self.verdict != "unclear" or bool(self.missing))

    @property
    def grave(self) -> bool:
        """Whether a prohibited system was called mild."""
        return self.expected == "prohibited" and self.verdict in MILD


def cases() -> Mapping[str, Mapping[str, Any]]:
    """Return the outside cases by id."""
    tree = read((HERE / "cases.yaml").read_bytes(), "cases.yaml").tree
    return {one["id"]: one for one in tree["cases"]}


def corrections() -> list[Mapping[str, Any]]:
    """Return the corrections: case, field, from, to, reason."""
    path = HERE / "corrections.yaml"
    return list(read(path.read_bytes(), path.name).tree or ()) if path.is_file() else []


def filled(case: str, folder: str = "filled") -> str:
    """Return the facts of a case as they were filled."""
    return (HERE / folder / f"{case}.yaml").read_text(encoding="utf-8")


def corrected(case: str) -> str:
    """Return the facts of a case with its corrections."""
    text = filled(case)
    for one in corrections():
        if one["case"] == case:
            said = {"true": True, "false": False}.get(one["to"], one["to"])
            text = set_value(text, tuple(one["field"].split(".")), said)
    return text


def scores(which: str) -> Iterator[Scored]:
    """Judge every case, as first filled or as corrected."""
    engine = Engine(knowledge.load((resources.knowledge(),)), AS_OF, in_full=False)
    facts = corrected if which == "corrected" else partial(filled, folder=which)
    for name, case in cases().items():
        report = engine.run(load(facts(name), f"{name}.yaml"), ("risk",))
        answer = report.assessments["risk"]
        accepted = frozenset(case.get("accept") or (case["expected"],))
        yield Scored(name, case["expected"], accepted, str(answer.verdict), tuple(answer.measures["missing"]))


def table(found: list[Scored]) -> Iterator[str]:
    """Show right and total by expected category, and what is wrong."""
    for category in dict.fromkeys(one.expected for one in found):
        here = [one for one in found if one.expected == category]
        yield f"  {category:<13} {sum(one.right for one in here):>2} of {len(here)}"
    yield f"  {'all':<13} {sum(one.right for one in found):>2} of {len(found)}"
    for one in found:
        if not one.right:
            yield f"  wrong: {one.case} is {one.expected}, said {one.verdict} {', '.join(one.missing)}".rstrip()


def main() -> int:
    """Print both scores; return 1 where a goal is missed or a prohibited case was called mild."""
    failed = False
    for which, goal in GOALS.items():
        found = list(scores(which))
        share = sum(one.right for one in found) / len(found)
        print(f"{TITLES[which]}: {share:.1%} right (goal {goal:.0%})")
        print("\n".join(table(found)))
        failed |= share < goal or any(one.grave for one in found)
    print(f"{len(corrections())} corrections, each with its reason in benchmarks/risk/corrections.yaml")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
