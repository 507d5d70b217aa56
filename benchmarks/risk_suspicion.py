"""How often the words of suspicions find what a description is about: recall and precision on described cases.

    python -m benchmarks.risk_suspicion [CASES]

Each case becomes a canvas that holds its description as the purpose and declares nothing else. A case is
touchy where its legal basis names a point of Annex III, Annex I, Art. 5 or Art. 50, or a recital about one:
positive where the expected answer is prohibited, high, limited or unclear, else a near-miss. A positive case
is found where a suspicion of one of its points asks. The example canvases are run as they are.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mlops_canvas import resources
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from mlops_canvas.canvas.dump import to_yaml
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.knowledge import load as load_knowledge

HERE = Path(__file__).parent
CASES = HERE / "risk" / "cases.yaml"
CANVASES = HERE.parent / "canvases"
AS_OF = date(2026, 11, 24)
RULE = "RSK110"
ASKED_FOR = {"prohibited", "high", "limited", "unclear"}
# Recitals that explain a point; they stand in the legal basis of near-misses.
RECITALS = {
    "16": "Art. 5(1)(g)",
    "18": "Art. 5(1)(f)",
    "29": "Art. 5(1)(a)",
    "30": "Art. 5(1)(g)",
    "31": "Art. 5(1)(c)",
    "42": "Art. 5(1)(d)",
    "54": "Annex III 1",
    "55": "Annex III 2",
    "58": "Annex III 5",
    "59": "Annex III 6",
    "61": "Annex III 8",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A described system, the points that its legal basis names, and the suspicions that asked."""

    name: str
    positive: bool
    points: frozenset[str]
    asked: tuple[str, ...]
    asked_points: frozenset[str]

    @property
    def found(self) -> bool:
        """Say whether a suspicion of one of its points asks."""
        return not self.points.isdisjoint(self.asked_points)


def points(basis: str) -> frozenset[str]:
    """Return the points of the law that a legal basis names: Annex III by area, Annex I as one."""
    return frozenset(_points(basis))


def _points(basis: str) -> Iterator[str]:
    # A point of Annex III may be named by itself: 7(d).
    yield from (f"Annex III {area}" for area in re.findall(r"Annex III ([1-8])", basis))
    yield from (f"Annex III {area}" for area in re.findall(r"(?<!Art\. )\b([1-8])\([a-e]\)", basis))
    for first, more in re.findall(r"Art\. 5\(1\)(\([a-z]+\))((?:/\([a-z]+\))*)", basis):
        yield from (f"Art. 5(1){point}" for point in (first, *re.findall(r"\([a-z]+\)", more)))
    for first, more in re.findall(r"Art\. 50(\([1-4]\))((?:/\([1-4]\))*)", basis):
        yield from (f"Art. 50{point}" for point in (first, *re.findall(r"\([1-4]\)", more)))
    if re.search(r"Annex I\b|Art\. 6\(1[a-c]?\)", basis):
        yield "Annex I"
    yield from (RECITALS[number] for number in re.findall(r"recital (\d+)", basis) if number in RECITALS)


class Measure:
    """Judges descriptions and canvases; keeps the knowledge."""

    def __init__(self) -> None:
        self.knowledge: Knowledge = load_knowledge([resources.knowledge()])
        self._engine = Engine(self.knowledge, AS_OF)

    def asked(self, text: str | bytes, path: str) -> list[Finding]:
        """Return the questions that a canvas raises."""
        report = self._engine.run(load(text, path), ["risk"])
        return [one for one in report.every_finding() if one.rule == RULE]

    def case(self, entry: dict[str, Any]) -> Case:
        """Judge one described system of which nothing is declared."""
        said = to_yaml({"canvas": 1, "risk": {"purpose": entry["description"]}})
        names = tuple(one.about.rpartition(".")[2] for one in self.asked(said, entry["id"]))
        named = points(entry["legal_basis"])
        of_asked = frozenset(point for name in names for point in self.knowledge.suspicions[name].points)
        return Case(entry["id"], bool(named) and entry["expected"] in ASKED_FOR, named, names, of_asked)

    def canvases(self) -> list[tuple[str, list[Finding]]]:
        """Judge the example canvases as they are."""
        files = sorted(CANVASES.glob("*/canvas.yaml"))
        return [(path.parent.name, self.asked(path.read_bytes(), path.as_posix())) for path in files]


def table(cases: list[Case]) -> list[str]:
    """Return the numbers: by point of the law, and in total."""
    positive = [case for case in cases if case.positive]
    every, found = (Counter(point for case in some for point in _groups(case)) for some in _halves(positive))
    lines = ["| legal basis | a question ought to be asked | it is asked |", "| --- | ---: | ---: |"]
    lines += [f"| {group} | {every[group]} | {found[group]} |" for group in sorted(every)]
    asked = [case for case in cases if case.asked]
    touchy = [case for case in asked if case.points]
    right = sum(case.positive for case in asked)
    hits = sum(case.found for case in positive)
    untouched = [case for case in cases if not case.points]
    silent = sum(not case.asked for case in untouched)
    return [
        *lines,
        "",
        f"- recall: {hits} of {len(positive)} ({hits / len(positive):.0%}) are asked about their own point",
        f"- precision, strict: {right} of {len(asked)} asked ({right / len(asked):.0%}) are such cases",
        f"- precision, near-misses counted: {len(touchy)} of {len(asked)} ({len(touchy) / len(asked):.0%})",
        f"- silent on {silent} of {len(untouched)} whose legal basis names no point",
    ]


def quiet(canvases: list[tuple[str, list[Finding]]]) -> str:
    """Say how many of the example canvases raise no question."""
    return f"- example canvases without a question: {sum(not asked for _, asked in canvases)} of {len(canvases)}"


def _halves(positive: list[Case]) -> tuple[list[Case], list[Case]]:
    return positive, [case for case in positive if case.found]


def _groups(case: Case) -> frozenset[str]:
    """Return where a case is counted in the table: Art. 5 and Art. 50 as one each."""
    return frozenset(re.sub(r"\(.*", "", point) for point in case.points)


def details(cases: list[Case]) -> Iterator[str]:
    """List the positive cases that nobody is asked about, and those asked about without a point."""
    for case in cases:
        if case.positive and not case.found:
            yield f"missed {case.name} ({', '.join(sorted(case.points))}); asked: {', '.join(case.asked) or 'nothing'}"
        elif case.asked and not case.points:
            yield f"needless {case.name}: {', '.join(case.asked)}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall and precision of the suspicions on described cases.")
    parser.add_argument("cases", nargs="?", type=Path, default=CASES)
    measure = Measure()
    cases = [measure.case(entry) for entry in yaml.safe_load(parser.parse_args().cases.read_text())["cases"]]
    canvases = measure.canvases()
    print(*table(cases), quiet(canvases), "", *details(cases), sep="\n")
    print("", *(f"{name}: {one.about}: {one.message}" for name, asked in canvases for one in asked), sep="\n")


if __name__ == "__main__":
    main()
