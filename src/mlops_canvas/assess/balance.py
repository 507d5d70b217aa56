"""Governance against MLOps: which of the four variants fits, and which side lags.

The variant follows from the strength of regulation and the number of models; the thresholds are data,
marked as ours, since the source gives none. Unknown drivers leave both candidates standing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.coverage import coverage, uncovered_parts
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing, excused, held
from mlops_canvas.finding import Finding
from mlops_canvas.rules import speak
from mlops_canvas.subject import UNREADABLE, Subject

QUESTION = "balance"
LAGS, UNCLEAR, EMPTY = "BAL001", "BAL002", "BAL003"


def judge(subject: Subject, context: Context) -> Assessment:
    """Name the variant, the coverage of both sides, and the side that lags behind what the variant asks."""
    said = drivers(subject, context.verdicts["risk"])
    regulation = strength(subject, said, context.verdicts["risk"].measures.get("possible", ()))
    models = number_of_models(subject)
    candidates = variants(subject, regulation, models)
    given = subject.canvas.practices is not None
    sides = {
        side: coverage(subject.knowledge, context.standing, side) if given else None for side in ("governance", "mlops")
    }
    verdict = candidates[0] if len(candidates) == 1 else "unclear"
    measures: dict[str, Any] = {
        "variant": verdict,
        "candidates": candidates,
        "regulation": regulation,
        "drivers": said,
        "models": models,
        **sides,
        "possible": {side: coverage(subject.knowledge, context.standing, side, if_silent=True) for side in sides},
        **_gap(subject, sides),
        "thresholds": {name: float(one.value) for name, one in subject.knowledge.balance.thresholds.items()},
        "steps": steps(subject, context.standing) if context.in_full else {},
        "uncovered": uncovered_parts(subject.knowledge, context.standing) if given and context.in_full else {},
    }
    findings = tuple(_findings(subject, context, verdict, measures))
    trace = tuple(f"{name.replace('_', ' ')}: {value or 'unknown'}" for name, value in said.items())
    return Assessment(QUESTION, verdict, measures, findings, trace)


def drivers(subject: Subject, risk: Assessment) -> dict[str, str | None]:
    """Return the three drivers of regulation: risk category, business domain, business risk; None is unknown."""
    return {
        "category": risk.measures["if_in_scope"] if risk.verdict == "out_of_scope" else risk.verdict,
        "domain": _domain(subject),
        "business_risk": _read(subject, "regulation.business_risk"),
    }


def strength(subject: Subject, said: Mapping[str, str | None], possible: Sequence[str]) -> str | None:
    """Derive how strong regulation is from its drivers; None where they leave it open.

    A risk category that is unclear counts as strong where each that is still `possible` would.
    """
    rule = subject.knowledge.balance.strength
    if said["category"] == "unclear" and set(possible) <= set(rule.strong.category):
        return "strong"
    if any(value in getattr(rule.strong, name) for name, value in said.items()):
        return "strong"
    if all(value in getattr(rule.little, name) for name, value in said.items()):
        return "little"
    return None


def _domain(subject: Subject) -> str | None:
    word = _read(subject, "regulation.domain")
    domain = subject.knowledge.words["domains"].get(word) if word else None
    return domain.regulation if domain else None


def _read(subject: Subject, path: str) -> Any:
    value = subject.value(path)
    return None if value is UNREADABLE else value


def number_of_models(subject: Subject) -> int | None:
    """Return the stated number of models in production, else how many the catalogue lists; None if silent."""
    stated = subject.canvas.number_of_models
    listed = subject.canvas.models
    if stated is not None or listed is None or subject.lost("number_of_models"):
        return stated
    if any(unit.startswith("models") for unit in subject.unreadable):
        return None
    return sum(model.stage == "production" for model in listed)


def variants(subject: Subject, regulation: str | None, number: int | None) -> list[str]:
    """Return the variants that the drivers leave possible."""
    models = None if number is None else "many" if number >= _threshold(subject, "many_models") else "few"
    return [
        one.key
        for one in subject.knowledge.balance.variants.values()
        if regulation in {None, one.regulation} and models in {None, one.models}
    ]


def _gap(subject: Subject, sides: Mapping[str, float | None]) -> dict[str, Any]:
    governance, mlops = sides["governance"], sides["mlops"]
    if governance is None or mlops is None:
        return {"gap": None, "direction": None}
    gap = round(mlops - governance, 2)
    even = abs(gap) <= _threshold(subject, "even")
    return {"gap": gap, "direction": "even" if even else "governance_behind" if gap > 0 else "mlops_behind"}


def steps(subject: Subject, standing: Mapping[str, Standing]) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Table the governance practices by life-cycle step and component: claimed, and missing."""
    table: dict[str, dict[str, dict[str, list[str]]]] = {}
    balance = subject.knowledge.balance
    for name, practice in subject.knowledge.practices.items():
        if practice.component is None or practice.component not in balance.components:
            continue
        cell = table.setdefault(practice.step, {}).setdefault(
            practice.component, {"covered": [], "claimed": [], "missing": []}
        )
        cell["claimed" if held(standing, name) else "missing"].append(name)
    return {step: table.get(step, {}) for step in balance.steps}


def _threshold(subject: Subject, name: str) -> float:
    return float(subject.knowledge.balance.thresholds[name].value)


def _findings(subject: Subject, context: Context, verdict: str, measures: Mapping[str, Any]) -> Iterator[Finding]:
    if verdict == "unclear":
        values = {"candidates": measures["candidates"]}
        yield _say(subject, context, UNCLEAR, "balance", values, path=("regulation",), on_key=False, outcome="unknown")
        return
    variant = subject.knowledge.variants[verdict]
    for side in variant.leans_on:
        found, wanted = measures[side], _threshold(subject, f"{side}_coverage")
        if found is not None and found < wanted:
            values = {"side": side, "variant": variant.title, "found": f"{found:.0%}", "wanted": f"{wanted:.0%}"}
            yield _say(subject, context, LAGS, f"balance.{side}", values)
    if "governance" in variant.leans_on and subject.canvas.practices is not None:
        yield from _empty_components(subject, context, variant.title)


def _empty_components(subject: Subject, context: Context, variant: str) -> Iterator[Finding]:
    """Name the components in which nothing is carried out: a gap if a practice is denied, else unknown."""
    knowledge, standing = subject.knowledge, context.standing
    for key, component in knowledge.balance.components.items():
        names = [name for name, one in knowledge.practices.items() if one.component == key]
        asked = [name for name in names if not excused(standing, name)]
        if not asked or any(held(standing, name) for name in asked):
            continue
        denied = [name for name in asked if name in standing]
        values = {"component": component.title, "variant": variant, "practices": asked}
        debt = [knowledge.practices[name].debt for name in denied]
        outcome = None if denied else "unknown"
        yield _say(subject, context, EMPTY, f"balance.{key}", values, outcome=outcome, debt=debt)


def _say(subject: Subject, context: Context, rule: str, about: str, values: dict[str, Any], **more: Any) -> Finding:
    more = {"path": ("practices",), "on_key": True, **more}
    return speak(context.rule(rule), QUESTION, subject, about=about, values=values, **more)
