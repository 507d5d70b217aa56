"""The free text of a canvas against its declared facts: a word that asks for a fact which nobody has declared.

Part of the question risk, and it never decides: no verdict reads these findings. A suspicion is answered as
soon as the canvas declares a use, a near-miss or another fact that shows that somebody has thought of it.
"""

from collections.abc import Iterator
from dataclasses import replace

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.standing import holds
from mlops_canvas.document import Path
from mlops_canvas.finding import Finding
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

RULE = "RSK110"
_TEXTS = (
    "risk.purpose",
    "title",
    "blocks.value_proposition.goal",
    "blocks.value_proposition.problem",
    "blocks.value_proposition.importance",
)


def findings(subject: Subject, context: Context) -> list[Finding]:
    """Ask one question for each suspicion that the text raises and no fact answers, where it is raised first.

    Where the facts could not be read, nothing is asked: they may be declared.
    """
    if subject.lost("risk"):
        return []
    asked: dict[str, Finding] = {}
    for path, text in _texts(subject):
        for name, words in subject.knowledge.lexicon.raised(text):
            if name not in asked and not answered(subject, name):
                asked[name] = _ask(subject, context, name, path, words)
    return list(asked.values())


def answered(subject: Subject, name: str) -> bool:
    """Say whether a declared fact shows that the team has thought of what the suspicion is about."""
    return any(holds(subject, answer) for answer in subject.knowledge.suspicions[name].answered_by)


def _texts(subject: Subject) -> Iterator[tuple[Path, str]]:
    """List the texts that say what the system is for, the purpose first.

    Where a use case is marked as the current one, the others are wishes and say nothing of the system.
    """
    canvas = subject.canvas
    cases, models = canvas.use_cases or (), canvas.models or ()
    ranked = not any(case.current for case in cases)
    named = ((("use_cases", index, "name"), one.name) for index, one in enumerate(cases) if one.current or ranked)
    tasks = ((("models", index, "task"), one.task) for index, one in enumerate(models))
    said = ((tuple(path.split(".")), canvas.at(path)) for path in _TEXTS)
    yield from ((path, text) for path, text in (*said, *named, *tasks) if text)


def _ask(subject: Subject, context: Context, name: str, path: Path, words: tuple[str, ...]) -> Finding:
    rule, suspicion = context.rule(RULE), subject.knowledge.suspicions[name]
    values = {"words": " … ".join(f"'{word}'" for word in words), "question": suspicion.question}
    about = f"{subject.positions.about(path)}.{name}"
    found = speak(rule, context.question, subject, about=about, path=path, values=values)
    return replace(found, sources=tuple(dict.fromkeys((*rule.sources, *suspicion.sources))))
