"""What one asks a team for the risk category: a fact, what its values mean, and what hangs on it.

Part of the question `risk`: which facts are worth asking for is measured there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlops_canvas.assess.report import Assessment
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.rules import fields_of


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is asked for: its field, the question, what each value means, cases, and why it is asked.

    Near-misses are cases that are easily taken for another value; `several` says that more than one value
    may hold.
    """

    field: str
    question: str
    values: Mapping[str, str]
    because: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    several: bool


def question(
    knowledge: Knowledge, answer: Assessment, path: str, choices: tuple[str, ...], *, several: bool
) -> Question:
    """Return the question of a field; `choices` are the words that the format accepts there."""
    info, fact = knowledge.fields[path], knowledge.facts.get(path)
    if info.words is not None:
        values = {name: f"{word.title}. {word.text}" for name, word in knowledge.words[info.words].items()}
    else:
        free = set(choices) <= {"none", "unknown"}  # a day, a number or a text
        values = dict(fact.values) if fact and fact.values else {} if free else dict.fromkeys(choices, "")
    return Question(
        field=path,
        question=info.text,
        values=values,
        because=tuple(_because(knowledge, answer, path)),
        examples=tuple(f"{one.text} → {one.value}" for one in (fact.examples if fact else ())),
        near_misses=tuple(f"{one.text} → {one.value}" for one in (fact.near_misses if fact else ())),
        several=several,
    )


def for_duties(knowledge: Knowledge, answer: Assessment) -> Iterator[str]:
    """List the facts on which, in this category, nothing but duties hang."""
    undecided = answer.measures["undecided"]
    return (path for path, fact in knowledge.facts.items() if path in undecided or answer.verdict in fact.duties_of)


def _because(knowledge: Knowledge, answer: Assessment, path: str) -> Iterator[str]:
    """Name the articles that hang on a fact."""
    undecided = {line.partition(" ")[0] for line in answer.trace if " undecided:" in line}
    for rule in knowledge.rules["risk"].values():
        if rule.then is not None and rule.id in undecided and path in fields_of(rule.when):
            yield f"{rule.then.article}: {rule.title}"
    if path in for_duties(knowledge, answer):
        yield "who owes which duties, and from when"
