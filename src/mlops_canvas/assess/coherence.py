"""Does the canvas agree with itself and with the catalogue: between blocks, between tools, word by word."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlops_canvas.assess import agreement, design_goals, stack, use_cases
from mlops_canvas.assess.agreement import QUESTION
from mlops_canvas.assess.context import Check, Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import RANK, excluded, implied
from mlops_canvas.document import Path
from mlops_canvas.errors import guess, known
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule, Worded
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject


def judge(subject: Subject, context: Context) -> Assessment:
    """Run the coherence rules; the verdict is ok, gaps or unknown."""
    found = context.run(subject, CHECKS)
    outcomes = {finding.outcome for finding in found.said}
    verdict = "gaps" if "gap" in outcomes else "unknown" if outcomes & {"unknown", "failed"} else "ok"
    measures = _measures(subject) if context.in_full else {}
    return Assessment(QUESTION, verdict, measures, findings=tuple(found.said), ok=found.ok)


def _measures(subject: Subject) -> dict[str, Any]:
    return {
        "stack": stack.row(subject),
        "use_cases": use_cases.ranking(subject),
        "feedback": [{"from": one.from_, "to": one.to, "what": one.what} for one in subject.canvas.feedback or ()],
        "design_goals": design_goals.summary(subject),
    }


def _unknown_word(
    subject: Subject,
    rule: Rule,
    path: Path,
    word: str,
    names: Iterable[str],
    *,
    titles: Mapping[str, str] | None = None,
    on_key: bool = False,
) -> Finding:
    """Name a word that nobody knows, with a guess; else with the words that are known, if they are few."""
    titles = titles or {}
    names = list(names)
    meant = guess(word, (*names, *titles))
    tail = f": did you mean '{titles.get(meant, meant)}'?" if meant else known(names)
    return speak(rule, QUESTION, subject, path=path, values={"word": word, "guess": tail}, on_key=on_key)


def unknown_tools(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the tools that neither the catalogue nor `own_tools` knows."""
    own = subject.canvas.own_tools or {}
    tools = subject.knowledge.tools
    for use in subject.uses():
        # An own tool whose entry could not be read was declared all the same.
        if use.name not in tools and use.name not in own and not subject.lost(f"own_tools.{use.name}"):
            titles = {tool.title: name for name, tool in tools.items()}
            yield _unknown_word(subject, rule, use.path, use.name, (*tools, *own), titles=titles)


def unknown_practices(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the listed practices that the catalogue does not know."""
    practices = subject.knowledge.practices
    for name in subject.canvas.practices or {}:
        if name not in practices:
            principle = name.partition(".")[0]
            near = [other for other in practices if other.startswith(f"{principle}.")] or list(practices)
            titles = {alias: other for alias, other in subject.knowledge.aliases.items() if other not in near}
            yield _unknown_word(subject, rule, ("practices", name), name, near, titles=titles, on_key=True)


def unknown_words(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the words that the vocabulary of their field does not know."""
    for path, value, vocabulary in _worded(subject.canvas, subject.knowledge.worded, ()):
        for place, word in _words(path, value):
            if word not in vocabulary and word not in {"none", "unknown"}:
                yield _unknown_word(subject, rule, place, word, vocabulary)


def _words(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, tuple):
        for index, word in enumerate(value):
            yield (*path, index), word
    else:
        yield path, value


def _worded(value: Any, worded: Worded, path: Path) -> list[tuple[Path, Any, frozenset[str]]]:
    """Walk all worded fields at once: `*` stands for every field or entry, `[]` after a name for every item."""
    found: list[tuple[Path, Any, frozenset[str]]] = []
    for step, below in worded.items():
        name = step.removesuffix("[]")
        for key, inner in _inner(value, name):
            if inner is None:
                continue
            here = (*path, key)
            items = [(here, inner)] if name == step else [((*here, index), item) for index, item in enumerate(inner)]
            for place, item in items:
                if isinstance(below, frozenset):
                    found.append((place, item, below))
                else:
                    found += _worded(item, below, place)
    return found


def _inner(value: Any, name: str) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return value.items() if name == "*" else ((name, value.get(name)),)
    if name == "*":
        return [(key, getattr(value, key)) for key in type(value).model_fields]
    return ((name, getattr(value, "not_" if name == "not" else name, None)),)


def missing_needs(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the tools that need another tool which the canvas does not name."""
    if any(unit.startswith("blocks") for unit in subject.unreadable):
        return  # the needed tool may stand in the block that could not be read
    tools = subject.knowledge.tools
    used = {use.name for use in subject.uses()}
    there = used.union(*(tools[name].provides for name in used if name in tools))
    for use in subject.uses():
        needs = [need for need in use.tool.needs if need not in there] if use.tool else []
        if needs:
            yield speak(rule, QUESTION, subject, path=use.path, values={"tool": use.name, "needs": needs})


def fewer_models_than_listed(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Hold the stated number of models against the catalogue."""
    stated, models = subject.canvas.number_of_models, subject.canvas.models
    listed = sum(model.stage == "production" for model in models or ())
    if stated is not None and listed > stated:
        yield speak(rule, QUESTION, subject, values={"listed": listed, "stated": stated})


def answers_against_claims(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the listed practices that an answer of the canvas excludes, and those denied that one implies."""
    for name, claim in (subject.canvas.practices or {}).items():
        practice = subject.knowledge.practices.get(name)
        if practice is None:
            continue
        claimed = RANK.get(claim.status, 0) > 0
        field = excluded(subject, practice) if claimed else None
        if claim.status == "none":
            implied_by = implied(subject, practice)
            field = implied_by.origin if implied_by else None
        if field:
            values = {
                "practice": name,
                "title": practice.title,
                "status": claim.status,
                "field": field,
                "answer": subject.value(field),
                "verb": "excludes" if claimed else "implies",
            }
            yield speak(rule, QUESTION, subject, path=("practices", name), values=values)


CHECKS: dict[str, Check] = {
    "COH001": unknown_tools,
    "COH002": unknown_practices,
    "COH003": unknown_words,
    "COH004": missing_needs,
    "COH005": fewer_models_than_listed,
    "COH006": answers_against_claims,
    **agreement.CHECKS,
    **design_goals.CHECKS,
    **use_cases.CHECKS,
}
