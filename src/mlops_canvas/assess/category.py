"""Which category the facts allow, exactly as firmly as all completions of the facts that are unknown.

Enters the truth of each risk rule over a subject; leaves the categories that are still possible, the facts
that can change them, and what a single other answer would make of it. Part of the question `risk`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlops_canvas.knowledge import Knowledge, Rule
from mlops_canvas.rules import fields_of
from mlops_canvas.rules.diagram import Diagram, Fact, Node
from mlops_canvas.subject import UNREADABLE, Subject

OUTSIDE = "out_of_scope"
TASK = "risk.effect.task"  # what the filter of Art. 6(3) hangs on
MILDEST = "minimal"
INSIDE = ("prohibited", "high", "limited")
"""The categories inside the Act that rules lead to, the worst first; where none holds, the mildest is left."""
ORDER = (*INSIDE, MILDEST, OUTSIDE)

Truth = bool | None
Cases = Sequence[tuple[str, Sequence[Rule]]]


class Decision:
    """The cases of the law in the order in which they are tried, and the diagrams of them, made when needed."""

    def __init__(self, knowledge: Knowledge, rules: Iterable[Rule]) -> None:
        self._knowledge = knowledge
        self.rules = tuple(rules)
        then = [rule for rule in self.rules if rule.then is not None and rule.when is not None]
        inside = [(name, [rule for rule in then if _category(rule) == name]) for name in INSIDE]
        outside = [rule for rule in then if _category(rule) == OUTSIDE]
        always = [rule for rule in outside if not _instead_of(rule)]
        mild = [rule for rule in outside if _instead_of(rule)]
        self.filtered = frozenset(rule.id for rule in then if TASK in fields_of(rule.when))
        self.inside: Cases = inside
        self.cases: Cases = [(OUTSIDE, always), *inside, (OUTSIDE, mild)]

    @cached_property
    def diagram(self) -> Diagram:
        """The diagram of the whole law."""
        return self._drawn(self.cases)

    @cached_property
    def diagram_inside(self) -> Diagram:
        """The diagram of the law as if every system were in its scope."""
        return self._drawn(self.inside)

    def _drawn(self, cases: Cases) -> Diagram:
        trees = [(name, [rule.when for rule in rules]) for name, rules in cases]
        order = [path for path in self._knowledge.fields if path.startswith("risk.")]
        return Diagram(trees, MILDEST, self._domain, order)

    def _domain(self, field: str) -> Sequence[str]:
        """Return the values that a fact may have; one whose values nobody lists is a switch."""
        info = self._knowledge.fields[field]
        if info.words is not None:
            return tuple(self._knowledge.words[info.words])
        fact = self._knowledge.facts.get(field)
        return tuple(fact.values) if fact is not None and fact.values else ("true", "false")

    def outlook(self, subject: Subject, truth: Mapping[str, Truth], *, inside: bool = False) -> "Outlook":
        """Say what can come out, given what is known of each rule; `inside` leaves the scope aside."""
        cases = self.inside if inside else self.cases
        firm = _firm(cases, truth)
        if firm is not None:
            return Outlook(frozenset((firm,)), ())
        diagram = self.diagram_inside if inside else self.diagram
        node = diagram.restrict(diagram.root, _known(subject))
        return Outlook(node.outcomes, diagram.fields(node), node)

    def settling(self, outlook: "Outlook", most: int) -> list[dict[str, Any]]:
        """List the smallest sets of open facts of which some answer settles the category, with that answer."""
        if outlook.node is None:
            return []
        found = self.diagram.settling(outlook.node, most)
        return [{"facts": list(answer), "if": answer, "then": verdict} for answer, verdict in found]

    def single(self, outlook: "Outlook") -> Iterator[tuple[str, str, str]]:
        """List the answers to one open fact that settle the category: the fact, the answer, the category."""
        if outlook.node is None:
            return
        for field, facts in self.diagram.facts(outlook.node).items():
            for answer, said in self.diagram.answers(facts).items():
                found = self.diagram.only(outlook.node, said.get)
                if found is not None:
                    yield field, answer, found

    def alternatives(self, subject: Subject, verdict: str) -> Iterator[tuple[str, str, str]]:
        """List what one other answer would change: the fact, the answer and the category that it would make.

        For a list the answers are each of its words taken away, each other word added, and `none`.
        """
        diagram = self.diagram
        for field, facts in diagram.facts(diagram.root).items():
            for answer, said in _answers(diagram, subject, field, facts):
                found = diagram.only(diagram.root, _known(subject, said))
                if found is not None and found != verdict:
                    yield field, answer, found


@dataclass(frozen=True, slots=True)
class Outlook:
    """The categories that the facts allow, and the open facts that can change which of them it is."""

    possible: frozenset[str]
    missing: tuple[str, ...]
    node: Node | None = None

    @property
    def verdict(self) -> str:
        """The one category that is left, or `unclear`."""
        return next(iter(self.possible)) if len(self.possible) == 1 else "unclear"

    @property
    def ordered(self) -> list[str]:
        """The possible categories, the worst first."""
        return sorted(self.possible, key=ORDER.index)


def _category(rule: Rule) -> str:
    return rule.then.category if rule.then else ""


def _instead_of(rule: Rule) -> tuple[str, ...]:
    return rule.then.instead_of if rule.then else ()


def _firm(cases: Cases, truth: Mapping[str, Truth]) -> str | None:
    """Return the first case that holds, or None where one before it is undecided."""
    for name, rules in cases:
        found = [truth[rule.id] for rule in rules]
        if True in found:
            return name
        if None in found:
            return None
    return MILDEST


def _known(subject: Subject, but: Mapping[Fact, str] | None = None) -> Callable[[Fact], str | None]:
    """Return what the subject says of a fact; `but` says otherwise of some."""
    said = but or {}

    def known(fact: Fact) -> str | None:
        if fact in said:
            return said[fact]
        value = subject.value(fact.field)
        if value is None or value is UNREADABLE or value == "":
            return None
        if fact.word is None:
            return str(value).lower() if isinstance(value, bool) else str(value)
        if fact.word in value:
            return "true"
        return None if "unknown" in value else "false"

    return known


def _answers(
    diagram: Diagram, subject: Subject, field: str, facts: Sequence[Fact]
) -> Iterator[tuple[str, Mapping[Fact, str]]]:
    """List other answers than the one given: what a person would say, and the facts that it states."""
    known = _known(subject)
    if facts[0].word is None:
        now = known(facts[0])
        yield from ((value, {facts[0]: value}) for value in diagram.values(facts[0]) if now not in {None, value})
        return
    if subject.value(field) in {None, UNREADABLE}:
        return
    held = [fact for fact in facts if known(fact) == "true"]
    if held:
        yield "none", dict.fromkeys(facts, "false")
    for fact in facts:
        if fact not in held:
            yield f"also {fact.word}", {fact: "true"}
        elif len(held) > 1:
            yield f"no longer {fact.word}", {fact: "false"}
