"""Conditions in order → a decision diagram: what can still come out, and which facts it hangs on.

Kleene's logic is at most less firm than all completions of the unknown facts; the diagram is exactly as firm.
It is a reduced ordered diagram (R. Bryant, 1986) over facts of few values: equal parts are one node, so a fact
that is met on the way from a node to its outcomes is one that can change them. A list of words counts as one
fact of two values for each word that a condition names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, NamedTuple

from mlops_canvas.errors import UserError

Domain = Callable[[str], Sequence[str]]
"""The values that a fact of one value may have."""

_LISTED = ("true", "false")  # whether a list holds a word


class Fact(NamedTuple):
    """What the diagram asks: the value of a field, or whether its list holds a word."""

    field: str
    word: str | None = None


class Node:
    """A fact, and what follows from each of its values; an outcome has no fact.

    `outcomes` is what can still come out, `fields` what can change it.
    """

    __slots__ = ("fact", "fields", "next", "outcome", "outcomes")

    fields: frozenset[str]
    outcomes: frozenset[str]

    def __init__(self, fact: Fact | None, following: tuple["Node", ...], outcome: str = "") -> None:
        self.fact = fact
        self.next = following
        self.outcome = outcome

    def reach(self) -> "Node":
        """Find what can be reached from here, and return the node itself.

        A node in the making has neither set: of those that one restriction makes only the first is asked.
        """
        outcomes: set[str] = set()
        fields: set[str] = set()
        seen: set[Node] = set()
        waiting = [self]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if hasattr(here, "fields"):
                outcomes |= here.outcomes
                fields |= here.fields
            elif here.fact is None:
                outcomes.add(here.outcome)
            else:
                fields.add(here.fact.field)
                waiting.extend(here.next)
        self.outcomes, self.fields = frozenset(outcomes), frozenset(fields)
        return self


@dataclass(frozen=True, slots=True)
class _Is:
    fact: Fact
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fold:
    decided_by: bool  # `any` is decided by a true part, `all` by a false one
    parts: frozenset["_Expression"]


_Expression = _Is | _Fold
_TRUE, _FALSE = _Fold(decided_by=False, parts=frozenset()), _Fold(decided_by=True, parts=frozenset())
_Cases = tuple[tuple[str, _Expression], ...]


class Diagram:
    """The outcome of the first case whose condition holds, for every combination of facts.

    `cases` are outcomes with conditions, in order; `otherwise` is the outcome where none holds; `domain` gives
    the values of a field; `order` is the order in which facts are asked, fields that belong together close by.
    """

    def __init__(
        self, cases: Iterable[tuple[str, Iterable[Any]]], otherwise: str, domain: Domain, order: Sequence[str]
    ) -> None:
        self._domain = domain
        self._rank = {field: place for place, field in enumerate(order)}
        self._otherwise = otherwise
        self._nodes: dict[object, Node] = {}
        self._built: dict[_Cases, Node] = {}
        self._assigned: dict[tuple[_Expression, Fact, str], _Expression] = {}
        self._facts: dict[_Expression, frozenset[Fact]] = {}
        self.root = self._build(_shortened((outcome, self._read({"any": list(trees)})) for outcome, trees in cases))
        del self._built, self._assigned, self._facts
        self._of = self.facts(self.root)
        self._ways = {
            fact: {value: way for way, value in enumerate(self.values(fact))}
            for facts in self._of.values()
            for fact in facts
        }

    def values(self, fact: Fact) -> Sequence[str]:
        """Return the values that a fact may have, in the order of a node's `next`."""
        return _LISTED if fact.word is not None else self._domain(fact.field)

    def restrict(self, node: Node, known: Callable[[Fact], str | None]) -> Node:
        """Return what remains of a node once the known facts are put in; `known` gives None for an open one."""
        told = {field for field in node.fields if any(known(fact) is not None for fact in self._of[field])}
        ways: dict[Fact, int | None] = {}
        done: dict[Node, Node] = {}
        own: dict[object, Node] = {}  # nodes of this call alone, so that the diagram does not grow with its use

        def walk(start: Node) -> Node:
            here = start
            while here not in done:
                fact = here.fact
                if fact is None or here.fields.isdisjoint(told):
                    done[here] = here
                    break
                way = ways[fact] if fact in ways else ways.setdefault(fact, self._way(fact, known(fact)))
                if way is None:
                    following = tuple([done[one] if one in done else walk(one) for one in here.next])
                    done[here] = self._node(fact, following, own)
                    break
                here = here.next[way]
            if here is not start:
                done[start] = done[here]
            return done[start]

        left = walk(node)
        return left if hasattr(left, "fields") else left.reach()

    def _way(self, fact: Fact, value: str | None) -> int | None:
        """Return the place of a value among those of a fact."""
        return None if value is None else self._ways[fact][value]

    def fields(self, node: Node) -> tuple[str, ...]:
        """Return the fields that can change what comes out of a node, in the order of asking."""
        return tuple(sorted(node.fields, key=lambda field: self._rank.get(field, len(self._rank))))

    def facts(self, node: Node) -> Mapping[str, tuple[Fact, ...]]:
        """Return the facts that can change what comes out of a node, by field, in the order of asking."""
        found: dict[Fact, None] = {}
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if here.fact is not None and id(here) not in seen:
                seen.add(id(here))
                found[here.fact] = None
                waiting.extend(here.next)
        by_field: dict[str, list[Fact]] = {}
        for fact in sorted(found, key=self._place):
            by_field.setdefault(fact.field, []).append(fact)
        return {field: tuple(facts) for field, facts in by_field.items()}

    def settling(self, node: Node, most: int) -> Iterator[tuple[dict[str, str], str]]:
        """List the smallest sets of fields, of at most `most`, of which some answer leaves one outcome.

        Each comes with an answer that does so and its outcome: field → value; for a list one word of it, or
        `none`.
        """
        by_field = self.facts(node)
        settled: list[frozenset[str]] = []
        for size in range(1, most + 1):
            for fields in combinations(by_field, size):
                if any(one <= frozenset(fields) for one in settled):
                    continue
                found = self._settled(node, [self.answers(by_field[field]) for field in fields])
                if found is not None:
                    settled.append(frozenset(fields))
                    yield dict(zip(fields, found[0], strict=True)), found[1]

    def _settled(self, node: Node, answers: Sequence[Mapping[str, Mapping[Fact, str]]]) -> Any:
        for words in product(*answers):
            said = {fact: value for word, one in zip(words, answers, strict=True) for fact, value in one[word].items()}
            outcome = self.only(node, said.get)
            if outcome is not None:
                return words, outcome
        return None

    def only(self, node: Node, known: Callable[[Fact], str | None]) -> str | None:
        """Return the one outcome that the known facts leave, or None as soon as there are two."""
        outcomes: set[str] = set()
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if here.fact is None:
                outcomes.add(here.outcome)
                if len(outcomes) > 1:
                    return None
            elif id(here) not in seen:
                seen.add(id(here))
                way = self._way(here.fact, known(here.fact))
                waiting.extend(here.next if way is None else (here.next[way],))
        return next(iter(outcomes))

    def answers(self, facts: Sequence[Fact]) -> Mapping[str, Mapping[Fact, str]]:
        """Map the answers of a field to the facts that they state; a list has one word, or `none`."""
        if facts[0].word is None:
            return {value: {facts[0]: value} for value in self.values(facts[0])}
        none = dict.fromkeys(facts, "false")
        return {"none": none, **{str(fact.word): {**none, fact: "true"} for fact in facts}}

    def _place(self, fact: Fact) -> tuple[int, str, str]:
        return self._rank.get(fact.field, len(self._rank)), fact.field, fact.word or ""

    def _read(self, tree: Any, *, holds: bool = True) -> _Expression:
        """Read a condition, or what it denies, as facts joined by all and any."""
        if "not" in tree:
            return self._read(tree["not"], holds=not holds)
        for name in ("all", "any"):
            if name in tree:
                parts = (self._read(part, holds=holds) for part in tree[name])
                return _fold(parts, decided_by=(name == "any") == holds)
        if "any_of" in tree:
            value = frozenset((str(holds).lower(),))
            return _fold((_Is(Fact(tree["field"], word), value) for word in tree["any_of"]), decided_by=holds)
        if not {"equals", "one_of"} & set(tree):
            raise UserError(f"a diagram has no place for this condition: {tree!r}")
        named = frozenset([tree["equals"]] if "equals" in tree else tree["one_of"])
        return _Is(Fact(tree["field"]), named if holds else frozenset(self._domain(tree["field"])) - named)

    def _build(self, cases: _Cases) -> Node:
        if not cases or cases[0][1] == _TRUE:
            outcome = cases[0][0] if cases else self._otherwise
            return self._nodes.setdefault(outcome, Node(None, (), outcome).reach())
        found = self._built.get(cases)
        if found is None:
            fact = min(frozenset().union(*(self._asked(one) for _, one in cases)), key=self._place)
            found = self._node(fact, tuple(self._build(self._put(cases, fact, value)) for value in self.values(fact)))
            self._built[cases] = found
        return found

    def _node(self, fact: Fact, following: tuple[Node, ...], own: dict[object, Node] | None = None) -> Node:
        """Return the node that is so; one that is not there yet is kept in `own`, else in the diagram."""
        if following.count(following[0]) == len(following):
            return following[0]
        key = (fact, following)
        kept = self._nodes if own is None else own
        found = self._nodes.get(key) or kept.get(key)
        if found is None:
            found = kept[key] = Node(fact, following)
            if own is None:
                found.reach()  # bottom up each is one step
        return found

    def _put(self, cases: _Cases, fact: Fact, value: str) -> _Cases:
        return _shortened((outcome, self._assign(one, fact, value)) for outcome, one in cases)

    def _assign(self, one: _Expression, fact: Fact, value: str) -> _Expression:
        if fact not in self._asked(one):
            return one
        key = (one, fact, value)
        found = self._assigned.get(key)
        if found is None:
            if isinstance(one, _Is):
                found = _TRUE if value in one.values else _FALSE
            else:
                found = _fold((self._assign(part, fact, value) for part in one.parts), decided_by=one.decided_by)
            self._assigned[key] = found
        return found

    def _asked(self, one: _Expression) -> frozenset[Fact]:
        found = self._facts.get(one)
        if found is None:
            if isinstance(one, _Is):
                found = frozenset((one.fact,))
            else:
                found = frozenset[Fact]().union(*(self._asked(part) for part in one.parts))
            self._facts[one] = found
        return found


def _fold(parts: Iterable[_Expression], *, decided_by: bool) -> _Expression:
    """Join expressions; one that decides the whole stands for it, one that changes nothing falls away."""
    deciding, idle = (_TRUE, _FALSE) if decided_by else (_FALSE, _TRUE)
    kept: set[_Expression] = set()
    for part in parts:
        if part == deciding:
            return part
        if isinstance(part, _Fold) and part.decided_by == decided_by:
            kept |= part.parts
        elif part != idle:
            kept.add(part)
    return kept.pop() if len(kept) == 1 else _Fold(decided_by, frozenset(kept))


def _shortened(cases: Iterable[tuple[str, _Expression]]) -> _Cases:
    """Leave out cases that cannot hold, and those behind one that does."""
    kept: list[tuple[str, _Expression]] = []
    for outcome, one in cases:
        if one == _FALSE:
            continue
        kept.append((outcome, one))
        if one == _TRUE:
            break
    return tuple(kept)
