"""`risk`: the interview. It asks for the facts that can still change the category, and writes them down.

Each answer is put into the text of the canvas, which is then judged anew; so a question is asked only where
the answers so far leave it open. What else the canvas says stays byte for byte.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import unified_diff
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import Any

from mlops_canvas import write
from mlops_canvas.app import options, schema, sources
from mlops_canvas.assess import Assessment, Engine
from mlops_canvas.assess.interview import Question, for_duties, question
from mlops_canvas.canvas import Canvas, Loaded, load
from mlops_canvas.canvas.edit import set_comment, set_value
from mlops_canvas.document import read
from mlops_canvas.errors import UserError
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Knowledge
from mlops_canvas.render import interview

PURPOSE = "risk.purpose"
UNKNOWN = "unknown"
WIDTH = 96  # of the comments above the answers


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as it is put to a person."""

    question: Question
    answer: Assessment
    fault: Callable[[str], str | None]

    def text(self) -> str:
        """Return the question."""
        return interview.question(self.question, self.answer)

    def explained(self, word: str) -> str:
        """Return what helps to answer, or what a word means."""
        return interview.explained(self.question, word)

    def spelt(self, said: str) -> str:
        """Return an answer as the format spells it: `yes` and `no` where true and false are wanted."""
        words = {"yes": "true", "y": "true", "no": "false", "n": "false"}
        return words.get(said.casefold(), said) if set(self.question.values) == {"true", "false"} else said

    def refused(self, said: str) -> str | None:
        """Say what is wrong with an answer; None where it will do."""
        return interview.refused(self.question, said) or self.fault(said)


Ask = Callable[[Prompt], str | None]
"""Returns an answer, blank where nobody knows; None stops the interview."""


@dataclass(slots=True)
class Interview:
    """A canvas that is asked for its facts."""

    path: Path
    text: str
    knowledge: Knowledge
    engine: Engine
    shapes: Mapping[str, Any]
    answered: list[str] = field(default_factory=list)
    before: str = ""
    crlf: bool = False

    def judged(self) -> tuple[Canvas, Assessment]:
        """Judge the canvas as it stands now. Raises UserError where its risk block has a fault."""
        loaded = load(self.text, sources.shown(self.path))
        if loaded.canvas is None or "risk" in loaded.unreadable:
            raise UserError("; ".join(f"{one.location} {one.message}" for one in _errors(loaded)), "mend it first")
        return loaded.canvas, self.engine.run(loaded, ("risk",)).assessments["risk"]

    def open_questions(self) -> tuple[list[Question], Assessment]:
        """List the facts that are still worth asking for, in the order of asking; and what the others come to."""
        canvas, answer = self.judged()
        order = list(self.knowledge.facts)
        wanted = sorted(answer.measures["missing"], key=order.index)
        if answer.verdict != "unclear":
            wanted += [path for path in for_duties(self.knowledge, answer) if canvas.at(path) is None]
        if canvas.at(PURPOSE) is None:
            wanted.insert(0, PURPOSE)
        return [self.question(path, answer) for path in wanted if path not in self.answered], answer

    def question(self, path: str, answer: Assessment) -> Question:
        """Return the question of a field."""
        several = schema.is_list(schema.at(self.shapes, path))
        return question(self.knowledge, answer, path, schema.choices(self.shapes, path), several=several)

    def put(self, question: Question, said: str) -> None:
        """Write an answer into the text; a key that was not there yet has the question above it."""
        steps = tuple(question.field.split("."))
        value = said if said == UNKNOWN else schema.typed(self.shapes, question.field, said)
        if value == ["none"]:
            value = "none"
        is_new = read(self.text, "").span(steps)[0] is None
        self.text = set_value(self.text, steps, value)
        if is_new:
            self.text = set_comment(self.text, steps, wrap(question.question, WIDTH))
        self.answered.append(question.field)

    def fault(self, question: Question, said: str) -> str | None:
        """Say why the format refuses an answer, without writing it; None where it takes it."""
        trial = replace(self, answered=[])
        trial.put(question, said.strip() or UNKNOWN)
        loaded = load(trial.text, "")
        return "; ".join(one.message for one in _errors(loaded)) if "risk" in loaded.unreadable else None

    def _spelt(self, text: str) -> bytes:
        """Return a text with the line ends of the file."""
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()

    def changes(self) -> str:
        """Return what has been written so far, as a difference."""
        name = sources.shown(self.path)
        lines = unified_diff(self.before.splitlines(keepends=True), self.text.splitlines(keepends=True), name, name)
        return "".join(lines)

    def save(self) -> list[write.Written]:
        """Write the canvas in one step, where something was answered."""
        if self.text == self.before:
            return [write.Written(str(self.path), "same")]
        if self.path.read_bytes() != self._spelt(self.before):
            raise UserError(f"{self.path}: the file was changed meanwhile and stays as it is", "start again")
        write.replace(self.path, self._spelt(self.text).decode())
        return [write.Written(str(self.path), "change")]


def start(name: str, *, packs: tuple[Path, ...], as_of: date) -> Interview:
    """Begin with a canvas. Raises UserError where it cannot be read."""
    path = sources.one(name)
    knowledge = options.load_knowledge(packs)
    try:
        text = sources.content(path).decode()
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8") from error
    crlf = "\r\n" in text and "\n" not in text.replace("\r\n", "")
    text = text.replace("\r\n", "\n") if crlf else text
    return Interview(path, text, knowledge, Engine(knowledge, as_of), schema.build(knowledge), before=text, crlf=crlf)


def _errors(loaded: Loaded) -> list[Finding]:
    return [one for one in loaded.findings if one.severity == "error"]


def hold(held: Interview, ask: Ask) -> str:
    """Ask until nothing is open or `ask` gives None. Returns what the facts come to, in words."""
    questions, answer = held.open_questions()
    while questions:
        said = ask(Prompt(questions[0], answer, partial(held.fault, questions[0])))
        if said is None:
            break
        held.put(questions[0], said.strip() or UNKNOWN)
        questions, answer = held.open_questions()
    return interview.outcome(answer)


def listed(held: Interview, format_: str) -> str:
    """Return the open questions without asking them, as text or as JSON."""
    questions, answer = held.open_questions()
    return interview.as_json(questions, answer) if format_ == "json" else interview.sheet(questions, answer)
