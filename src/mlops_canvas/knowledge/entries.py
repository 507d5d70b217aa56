"""Everything that the knowledge holds as entries of one form, so that each can be explained and linked.

Enters Knowledge; leaves a stream of entries, kind by kind. An entry keeps the fields of its shape as plain
data, so that a new field is explained as soon as the shape has it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mlops_canvas.knowledge.knowledge import Knowledge
from mlops_canvas.knowledge.law import Duty, Law
from mlops_canvas.knowledge.model import FactInfo, Rule
from mlops_canvas.knowledge.sourced import Threshold
from mlops_canvas.shape import Shape

Accepts = Callable[[str], tuple[str, ...]]
"""The words that the format itself accepts in a field of the canvas; none where any text will do."""

_HEAD = frozenset({"id", "title", "text", "why", "sources"})
_FORMAT = ("canvas_format",)
_ARTICLE = re.compile(r"Art\. (\d+[a-z]*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with an id: its title and text, its own fields, its sources, and other names that find it."""

    kind: str
    id: str
    title: str
    text: str
    own: Mapping[str, Any]
    sources: tuple[str, ...]
    names: tuple[str, ...] = ()
    group: str = ""


def entries(knowledge: Knowledge, accepts: Accepts) -> Iterator[Entry]:
    """List every entry of every catalogue. Ids are unique within a kind."""
    for rule in knowledge.every_rule.values():
        yield _rule(knowledge, rule)
    yield from _practices(knowledge)
    yield from _questions(knowledge)
    for kind, catalogue in _catalogues(knowledge).items():
        for name, shape in catalogue.items():
            yield _entry(kind, name, shape)
    for name, suspicion in knowledge.suspicions.items():
        answers = [_without(_own(answer), "as") for answer in suspicion.answered_by]
        yield _entry("suspicion", name, suspicion, names=(f"suspicions.{name}",), answered_by=answers)
    yield from _words(knowledge)
    yield from _fields(knowledge, accepts)
    yield from _scales(knowledge)
    yield from _thresholds(knowledge)
    yield from _ways_of_counting(knowledge)
    yield from _dates(knowledge)
    yield from _law(knowledge.law)


def _catalogues(knowledge: Knowledge) -> Mapping[str, Mapping[str, Any]]:
    return {
        "tool": knowledge.tools,
        "indicator": knowledge.indicators,
        "source": knowledge.sources,
        "row": knowledge.rows,
        "goal": knowledge.goals,
        "quality": knowledge.qualities,
        "theme": knowledge.readiness.themes,
        "component": knowledge.balance.components,
        "step": knowledge.balance.steps,
        "group": knowledge.cost.groups,
        "section": knowledge.test_score.sections,
        "block": knowledge.blocks,
    }


def _rule(knowledge: Knowledge, rule: Rule) -> Entry:
    question = next(name for name, rules in knowledge.rules.items() if rule.id in rules)
    named = tuple(_named(rule.when))
    derived: dict[str, Any] = {
        "question": question,
        "reads": _distinct(value for key, value in named if key == "field"),
        "practices": _distinct(value for key, value in named if key == "practice"),
        "tool_roles": _distinct(value for key, value in named if key == "role"),
        "words": _distinct(_words_of(knowledge, rule.when)),
        "article": _distinct(f"art_{number}" for number in _ARTICLE.findall(rule.then.article)) if rule.then else [],
    }
    return _entry("rule", rule.id, rule, group=question, **derived)


def _named(tree: Any) -> Iterator[tuple[str, str]]:
    """List the fields, practices and tool roles that a condition names."""
    if isinstance(tree, dict):
        yield from ((key, value) for key, value in tree.items() if isinstance(value, str))
    for part in _parts(tree):
        yield from _named(part)


def _words_of(knowledge: Knowledge, tree: Any) -> Iterator[str]:
    """List the words of a vocabulary that a condition looks for."""
    if isinstance(tree, dict) and isinstance(tree.get("field"), str):
        info = knowledge.fields.get(tree["field"])
        vocabulary = info.words if info and info.words in knowledge.words else None
        for word in _parts(list(tree.values())) if vocabulary else ():
            found = [word] if isinstance(word, str) else word if isinstance(word, list) else []
            yield from (f"{vocabulary}.{one}" for one in found if one in knowledge.words[str(vocabulary)])
    for part in _parts(tree):
        yield from _words_of(knowledge, part)


def _parts(tree: Any) -> list[Any]:
    return list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []


def _distinct(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _practices(knowledge: Knowledge) -> Iterator[Entry]:
    by_letter = {section.letter: name for name, section in knowledge.test_score.sections.items()}
    for name, practice in knowledge.practices.items():
        section = by_letter.get((practice.test_score or "")[:1])
        group = name.partition(".")[0]
        # What an answer counts as matters only where it claims the practice.
        excluded = [_without(_own(answer), "as") for answer in practice.excluded_by]
        derived: dict[str, Any] = {"section": section, "excluded_by": excluded}
        yield _entry("practice", name, practice, names=practice.aliases, group=group, **derived)


def _without(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}


def _questions(knowledge: Knowledge) -> Iterator[Entry]:
    answers, more = _answers(knowledge), {"cost": {"owing": list(knowledge.cost.owing)}}
    for name, asked in knowledge.verdicts.items():
        words = [f"{name}.{word}" for word in asked.verdicts or ()]
        found = [*words, *(one for kind in asked.answers for one in answers[kind])]
        derived: dict[str, Any] = {"answers": found, "rules": _rules_of(knowledge, asked.rules_of or name)}
        derived |= more.get(name, {})
        yield _entry("question", name, asked, group="assess", without=("verdicts", "rules_of"), **derived)
        for word, text in (asked.verdicts or {}).items():
            title = word.replace("_", " ")
            yield Entry("verdict", f"{name}.{word}", title, text, {"question": name}, asked.sources, (word,), name)
    for name, question in knowledge.questions.items():
        block = knowledge.blocks[question.block]
        said = [knowledge.fields[path].text for path in question.fields if path in knowledge.fields]
        if question.role:
            role = knowledge.words["tool_roles"][question.role]
            said.append(f"Answered by a tool of the role {question.role} in the block: {role.text}")
        title = f"a question of {block.title}"
        yield Entry("question", name, title, " ".join(said), _own(question), block.sources, group=question.block)


def _rules_of(knowledge: Knowledge, question: str) -> list[str]:
    return list(knowledge.rules.get(question, ()))


def _answers(knowledge: Knowledge) -> Mapping[str, list[str]]:
    return {
        "band": [slug(band.title) for band in knowledge.test_score.bands],
        "level": [f"{name}.{level.level}" for name, scale in knowledge.scales.items() for level in scale.levels],
        "phase": list(knowledge.readiness.phases),
        "variant": [variant.key for variant in knowledge.balance.variants.values()],
    }


def _words(knowledge: Knowledge) -> Iterator[Entry]:
    vocabularies = {name: [f"{name}.{word}" for word in words] for name, words in knowledge.words.items()}
    for name, ids in {**vocabularies, "indicators": list(knowledge.indicators)}.items():
        fields = [path for path, info in knowledge.fields.items() if info.words == name]
        title = f"the vocabulary {name.replace('_', ' ')}"
        yield Entry("vocabulary", name, title, "", _filled({"fields": fields, "words": ids}), _FORMAT)
    for vocabulary, words in knowledge.words.items():
        for name, word in words.items():
            one = f"{vocabulary}.{name}"
            yield _entry("word", one, word, names=(name,), group=vocabulary, vocabulary=vocabulary)


def _fields(knowledge: Knowledge, accepts: Accepts) -> Iterator[Entry]:
    for path, info in knowledge.fields.items():
        words = knowledge.words.get(info.words, {}) if info.words else accepts(path)
        fact = knowledge.facts.get(path)
        meant = _meant(fact) if fact else {}
        sources = (*_FORMAT, *fact.sources) if fact else _FORMAT
        yield _entry("field", path, info, title="a field of the canvas", sources=sources, accepts=list(words), **meant)


def _meant(fact: FactInfo) -> dict[str, Any]:
    cases = {"examples": fact.examples, "near_misses": fact.near_misses}
    said = {name: [f"{case.text} → {case.value}" for case in found] for name, found in cases.items()}
    return {"values": _plain(fact.values or {}), **said}


def _scales(knowledge: Knowledge) -> Iterator[Entry]:
    for name, scale in knowledge.scales.items():
        ids = [f"{name}.{level.level}" for level in scale.levels]
        yield _entry("scale", name, scale, levels=ids)
        for one, level in zip(ids, scale.levels, strict=True):
            cited = level.sources or scale.sources
            yield _entry(
                "level", one, level, title=level.name, sources=cited, group=name, without=("name",), scale=name
            )


def _thresholds(knowledge: Knowledge) -> Iterator[Entry]:
    homes: tuple[tuple[str, Mapping[str, Threshold]], ...] = (
        ("balance", knowledge.balance.thresholds),
        ("cost", knowledge.cost.thresholds),
        ("readiness", knowledge.readiness.thresholds),
        ("test_score", knowledge.test_score.points),
    )
    for question, thresholds in homes:
        for name, threshold in thresholds.items():
            title = f"{name.replace('_', ' ')}: {threshold.value}"
            one = f"{question}.{name}"
            yield _entry("threshold", one, threshold, title=title, names=(name,), group=question, question=question)


def _ways_of_counting(knowledge: Knowledge) -> Iterator[Entry]:
    readiness, balance = knowledge.readiness, knowledge.balance
    for name, phase in readiness.phases.items():
        yield _entry("phase", name, phase, practices=_plain(readiness.practices.get(name, {})))
    for band in knowledge.test_score.bands:
        yield _entry("band", slug(band.title), band, names=(band.title,))
    for number, variant in balance.variants.items():
        yield _entry("variant", variant.key, variant, names=(f"variant_{number}",), without=("key",), number=number)
    yield _entry("strength", "strength", balance.strength, title="How strong regulation is")


def _dates(knowledge: Knowledge) -> Iterator[Entry]:
    law = knowledge.law
    parts = ("articles", "duties", "takeovers", "transitions", "penalties", "open_questions")
    versions = list(knowledge.law_versions)
    own: dict[str, Any] = {"dates": list(law.dates), "bases": list(law.bases), "versions": versions}
    yield _entry("law", "law", law, without=parts, **own)
    for day, dated in law.dates.items():
        yield _entry("date", day, dated, title="a day of the law")


def _law(law: Law) -> Iterator[Entry]:
    """List articles, grounds, duties and what else hangs on grounds; each article with its duties."""
    for name, article in law.articles.items():
        owed = [key for key, duty in law.duties.items() if duty.article == name]
        roles = _distinct(role for key in owed for role in law.duties[key].roles)
        yield _entry("article", name, article, duties=owed, roles=roles)
    for name, basis in law.bases.items():
        yield _entry("ground", name, basis)
    for name, duty in law.duties.items():
        yield _entry("duty", name, duty, **_of_duty(law, name, duty))
    for kind, catalogue in _referring(law).items():
        for name, shape in catalogue.items():
            articles = _distinct(f"art_{number}" for number in _ARTICLE.findall(shape.reference))
            yield _entry(kind, name, shape, articles=articles)
    for name, question in law.open_questions.items():
        yield _entry("open_question", name, question)


def _referring(law: Law) -> Mapping[str, Mapping[str, Any]]:
    return {"takeover": law.takeovers, "transition": law.transitions, "penalty": law.penalties}


def _of_duty(law: Law, name: str, duty: Duty) -> dict[str, Any]:
    """Return what follows for a duty: the days, the conditions as fields, the questions that name it."""
    days = {one: law.bases[one].date for one in duty.arises_from if one in law.bases}
    named = [value for tree in (duty.when, duty.met_when) for key, value in _named(tree) if key == "field"]
    questions = [key for key, one in law.open_questions.items() if name in one.duties]
    return {
        "from": duty.from_ or days,
        "reads": _distinct(iter(named)),
        "open_questions": questions,
    }


def slug(title: str) -> str:
    """Return the id of what has only a title."""
    return "_".join(re.findall(r"[a-z0-9]+", title.casefold()))


def _entry(
    kind: str,
    name: str,
    shape: Any,
    *,
    title: str | None = None,
    sources: tuple[str, ...] | None = None,
    names: tuple[str, ...] = (),
    group: str = "",
    without: tuple[str, ...] = (),
    **derived: Any,
) -> Entry:
    fields = _own(shape)
    own = {key: value for key, value in fields.items() if key not in _HEAD and key not in without}
    text = fields.get("why") if isinstance(shape, Rule) else fields.get("text")
    shown = title or fields.get("title") or name.replace("_", " ")
    found = sources if sources is not None else (name,) if kind == "source" else tuple(fields.get("sources", ()))
    return Entry(kind, name, str(shown), str(text or ""), _filled({**own, **derived}), found, names, group)


def _own(value: Any) -> dict[str, Any]:
    return _filled(_plain(value))


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item not in (None, [], {}, "")}


def _plain(value: Any) -> Any:
    """Turn a shape into dict, list, text, number and day; what a shape leaves blank is left out."""
    if isinstance(value, Shape):
        fields = type(value).model_fields.items()
        return _filled({field.alias or name: _plain(getattr(value, name)) for name, field in fields})
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, int | float | date) else str(value)
