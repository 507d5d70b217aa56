"""Is every rule of the AI Act needed, and do no two contradict? `make risk-rules` prints the answer.

Needed: without the rule some system of the test set gets another verdict; for a rule of Art. 50, of scope or of
models it is enough that other articles hold. Contradiction, over all values that the conditions tell apart:

* a condition that can never hold, or that always holds;
* two rules whose conditions agree on all facts;
* two rules that can hold together, and the tool does not give the worse category, does not name both, or says
  out of scope and not what it would be inside.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any, cast

from mlops_canvas.assess import Assessment, Engine
from mlops_canvas.canvas import load
from mlops_canvas.knowledge import Knowledge, Rule
from mlops_canvas.rules import Condition, compile_condition, fields_of
from mlops_canvas.subject import Subject
from tests.conftest import AS_OF
from tests.risk import cases
from tests.risk.cases import KNOWLEDGE, Facts

Values = dict[str, Any]
Texts = Mapping[str, str]
INSIDE = ("minimal", "limited", "high", "prohibited")
OUTSIDE = "out_of_scope"
MODEL = "model"  # duties of Chapter V, beside the category
NEUTRAL: Facts = {
    "effect": {"task": "prepares", "profiles_people": "false", "human_review": "final_say"},
    "product": {"part": "convenience", "third_party": "no"},
    "people_signals": {
        "about": "none",
        "when": "later",
        "active_involvement": "true",
        "attributes": "none",
        "why": "other",
        "for_law_enforcement": "false",
        "search_for": "other",
        "authorised": "false",
    },
    "influence": {"distorts_behaviour": "false", "serious_harm_likely": "false"},
    "output": {
        "obvious_to_people": "true",
        "editing_only": "true",
        "looks_real": "false",
        "public_news": "false",
        "editor_responsible": "true",
        "intimate": "no",
        "sexualises_children": "no",
        "crime_detection_by_law": "false",
    },
}
"""What is laid over the defaults so that every fact is stated and no rule holds."""


@dataclass(frozen=True, slots=True)
class Need:
    """A system whose answer is another one without a rule."""

    system: str
    before: str
    after: str


def rules(knowledge: Knowledge = KNOWLEDGE) -> list[Rule]:
    """List the rules that lead to a category."""
    return [rule for rule in knowledge.rules["risk"].values() if rule.then and rule.when is not None]


def needs(knowledge: Knowledge = KNOWLEDGE, texts: Texts | None = None) -> dict[str, Need | None]:
    """Map each rule to the first system of the test set that needs it, or to None."""
    texts = cases.every_text() if texts is None else texts
    engine = cases.engine(knowledge)
    before = {name: cases.judged(engine, text) for name, text in texts.items()}
    truths = {name: _truths(text, knowledge) for name, text in texts.items()}
    return {
        rule.id: _need(
            rule, knowledge, {name: texts[name] for name in texts if truths[name][rule.id] is not False}, before
        )
        for rule in rules(knowledge)
    }


def _truths(text: str, knowledge: Knowledge) -> dict[str, bool | None]:
    """Return what the condition of each rule says of a canvas."""
    loaded = load(text, "canvas.yaml")
    assert loaded.canvas is not None
    subject = Subject(loaded.canvas, loaded.positions, knowledge, AS_OF, loaded.unreadable)
    return {rule.id: _test(rule)(subject) for rule in rules(knowledge)}


def _need(rule: Rule, knowledge: Knowledge, texts: Texts, before: Mapping[str, Assessment]) -> Need | None:
    left = {name: one for name, one in knowledge.rules["risk"].items() if name != rule.id}
    engine = cases.engine(replace(knowledge, rules={**knowledge.rules, "risk": left}))
    weaker = None
    for name, text in texts.items():
        old, new = before[name], cases.judged(engine, text)
        if old.verdict != new.verdict:
            return Need(name, str(old.verdict), str(new.verdict))
        said = (", ".join(cases.articles(old)), ", ".join(cases.articles(new)))
        if weaker is None and said[0] != said[1] and _category(rule) in {"limited", MODEL, OUTSIDE}:
            weaker = Need(name, *said)
    return weaker


def contradictions(knowledge: Knowledge = KNOWLEDGE, engine: Engine | None = None) -> Iterator[str]:
    """Say of each rule, and of each two rules, what is wrong with them; the engine is asked what it makes of both."""
    engine = engine or cases.engine(knowledge)
    sound = []
    for rule in rules(knowledge):
        truths = {_holds(rule, values) for values in _all(knowledge, rule)}
        if len(truths) == 2:
            sound.append(rule)
        else:
            yield f"{rule.id} {'always holds' if True in truths else 'can never hold'}"
    for one, other in combinations(sound, 2):
        found, same = _together(knowledge, one, other)
        if same:
            yield f"{one.id} and {other.id} say {_category(one)} and {_category(other)} of the same facts"
        elif found is not None:
            text = _text(found)
            wrong = _wrong(cases.judged(engine, text), _truths(text, knowledge), (one, other), knowledge)
            yield from (f"{one.id} and {other.id}: {what}" for what in wrong)


def _together(knowledge: Knowledge, one: Rule, other: Rule) -> tuple[Values | None, bool]:
    """Return facts of which both rules hold, if there are any, and whether they never differ."""
    if not set(fields_of(one.when)) & set(fields_of(other.when)):
        return {**_witness(knowledge, one), **_witness(knowledge, other)}, False
    found, same = None, True
    for values in _all(knowledge, one, other):
        first, second = _holds(one, values), _holds(other, values)
        same = same and first == second
        if first and second and found is None:
            found = values
        if found is not None and not same:
            break
    return found, same


def _witness(knowledge: Knowledge, rule: Rule) -> Values:
    return next(values for values in _all(knowledge, rule) if _holds(rule, values))


def _wrong(
    said: Assessment, truths: Mapping[str, bool | None], pair: Iterable[Rule], knowledge: Knowledge
) -> Iterator[str]:
    """Hold an answer against the rules that hold of the facts."""
    held = [rule for rule in rules(knowledge) if truths[rule.id]]
    inside = max((_category(rule) for rule in held if _category(rule) in INSIDE), key=INSIDE.index, default=INSIDE[0])
    outside = [rule for rule in held if _category(rule) == OUTSIDE and inside in (_instead(rule) or INSIDE)]
    if said.verdict != (OUTSIDE if outside else inside):
        yield f"{inside} became {said.verdict}"
    if outside and said.measures["if_in_scope"] != inside:
        yield f"out of scope, and silent that it would be {inside} inside"
    named = {one["rule"] for one in said.measures["fired"]}
    for rule in pair:
        if rule.id not in named and (_category(rule) != OUTSIDE or rule in outside):
            yield f"{rule.id} is not named"


def _all(knowledge: Knowledge, *some: Rule) -> Iterator[Values]:
    """List all facts that the conditions of some rules can tell apart."""
    fields = list(dict.fromkeys(path for rule in some for path in fields_of(rule.when)))
    atoms = [list(_atoms(rule.when)) for rule in some]
    domains = [
        _domain(knowledge, field, [atom for one in atoms for atom in one if atom["field"] == field]) for field in fields
    ]
    return (dict(zip(fields, values, strict=True)) for values in product(*domains))


def _atoms(tree: Any) -> Iterator[Any]:
    if isinstance(tree, list):
        for part in tree:
            yield from _atoms(part)
    elif "field" in tree:
        yield tree
    else:
        yield from _atoms(next(iter(tree.values())))


def _domain(knowledge: Knowledge, field: str, atoms: Sequence[Any]) -> list[Any]:
    """List values of a field: one of all that no condition tells apart; for a list, sets of such."""
    if "any_of" in atoms[0]:
        words = {word: None for atom in atoms for word in atom["any_of"]}
        kinds = _unlike(words, atoms)
        return [chosen for size in range(len(kinds) + 1) for chosen in combinations(kinds, size)]
    if "at_least" in atoms[0]:
        return [0.0, *sorted({float(atom["at_least"]) for atom in atoms})]
    return _unlike(_words(knowledge, field), atoms)


def _unlike(words: Iterable[str], atoms: Sequence[Any]) -> list[str]:
    return list({tuple(word in _named(atom) for atom in atoms): word for word in words}.values())


def _named(atom: Any) -> Sequence[str]:
    return [atom["equals"]] if "equals" in atom else atom.get("one_of") or atom["any_of"]


def _words(knowledge: Knowledge, field: str) -> Iterable[str]:
    info = knowledge.fields[field]
    if info.words is not None:
        return knowledge.words[info.words]
    fact = knowledge.facts.get(field)
    return fact.values if fact is not None and fact.values else ("true", "false")


@cache
def _compiled(rule: str) -> Condition:
    return compile_condition(KNOWLEDGE.rules["risk"][rule].when)


def _test(rule: Rule) -> Condition:
    return _compiled(rule.id) if KNOWLEDGE.rules["risk"].get(rule.id) is rule else compile_condition(rule.when)


def _holds(rule: Rule, values: Values) -> bool:
    return bool(_test(rule)(cast(Subject, SimpleNamespace(value=values.get))))


def _category(rule: Rule) -> str:
    return rule.then.category if rule.then else INSIDE[0]


def _instead(rule: Rule) -> tuple[str, ...]:
    return rule.then.instead_of if rule.then else ()


@cache
def _neutral() -> Facts:
    return cases.laid_over(cases.defaults(), NEUTRAL)


def _filled(values: Values) -> Facts:
    said = {
        path.removeprefix("risk."): list(one) or "none" if isinstance(one, tuple) else one
        for path, one in values.items()
    }
    return cases.changed(_neutral(), said)


def _text(values: Values) -> str:
    return cases.canvas(_filled(values))


def main() -> int:
    """Print for each rule which system needs it, then the contradictions; 1 where anything is wrong."""
    say = sys.stdout.write
    found = needs()
    for name, need in found.items():
        rule = KNOWLEDGE.every_rule[name]
        article = rule.then.article if rule.then else ""
        said = f"{need.system}: {need.after or 'nothing'} instead of {need.before}" if need else "NOTHING NEEDS IT"
        say(f"{name} {article}: {said}\n")
    wrong = list(contradictions())
    for what in wrong:
        say(f"CONTRADICTION: {what}\n")
    idle = [name for name, need in found.items() if need is None]
    say(f"{len(found)} rules, {len(cases.every_text())} systems: {len(idle)} not needed, {len(wrong)} contradictions\n")
    return 1 if idle or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
