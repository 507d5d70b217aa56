"""The three qualities that a canvas designs for: what is aimed at, what is done for it, and who measures it."""

from collections.abc import Iterator
from typing import Any

from mlops_canvas.assess.context import Check
from mlops_canvas.assess.standing import standing_of
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

QUESTION = "coherence"


def summary(subject: Subject) -> dict[str, dict[str, Any]]:
    """Return of each goal its targets, the practices that serve it and are carried out, and its measure."""
    return {name: _goal(subject, name) for name in subject.knowledge.goals}


def _goal(subject: Subject, name: str) -> dict[str, Any]:
    practices = subject.knowledge.serves_goal[name]
    metric = subject.knowledge.goals[name].metric
    return {
        "targets": targets(subject, name),
        "held": [one for one in practices if _held(subject, one)],
        "missing": [one for one in practices if not _held(subject, one)],
        "metric": metric,
        "measured": _held(subject, metric),
    }


def targets(subject: Subject, name: str) -> dict[str, Any]:
    """Return what is stated for a goal beside its notes; nothing stated means that the goal is open."""
    goal = subject.canvas.at(f"design_goals.{name}")
    stated = dict(goal) if goal is not None else {}
    return {key: value for key, value in stated.items() if key != "notes" and value not in (None, "")}


def _held(subject: Subject, name: str) -> bool:
    """Say whether one practice is claimed or implied, without the standing of all the others."""
    here = standing_of(subject, name)
    return here is not None and here.held


def _served(subject: Subject, name: str) -> bool:
    return any(_held(subject, one) for one in subject.knowledge.serves_goal[name])


def unserved(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the goals for which nothing is done: a gap where practices are listed, unknown where none are."""
    for name, practices in subject.knowledge.serves_goal.items():
        if targets(subject, name) and not _served(subject, name):
            given = subject.canvas.practices is not None
            yield _say(subject, rule, name, practices, given=given)


def unmeasured(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the goals that something is done for and whose targets nobody measures."""
    for name, goal in subject.knowledge.goals.items():
        if targets(subject, name) and not _held(subject, goal.metric) and _served(subject, name):
            yield _say(subject, rule, name, (goal.metric,), given=subject.canvas.practices is not None)


def _say(subject: Subject, rule: Rule, name: str, practices: tuple[str, ...], *, given: bool) -> Finding:
    about = f"design_goals.{name}"
    return speak(
        rule,
        QUESTION,
        subject,
        about=about,
        path=("design_goals", name),
        on_key=True,
        outcome=None if given else "unknown",
        values={"goal": name, "practices": practices},
    )


CHECKS: dict[str, Check] = {"COH050": unserved, "COH053": unmeasured}
