"""An empty canvas to fill in: every question as a comment over its blank field, with the words it accepts."""

from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Any

from mlops_canvas.knowledge import Knowledge

WIDTH = 100
SCHEMA = "canvas.schema.json"
MANY = 24  # longer lists of words are left to the editor

Choices = Callable[[str], tuple[str, ...]]

_HEAD = """\
# yaml-language-server: $schema=./SCHEMA
# An MLOps Stack Canvas after INNOQ (ml-ops.org); the canvas is CC BY-SA 4.0.
# Blank is allowed everywhere. `mlops-canvas check` lists what is open, `explain VP-1` tells more.
# Several answers: [a, b]; a single one needs no brackets; `none` says that there is nothing.
canvas: 1
name:                # in lower case, such as credit-scoring
title:
date:                # YYYY-MM-DD
team:
phase:               # design · development · operations
currency:            # EUR, USD …
number_of_models:    # how many are in production

use_cases:           # - {name: Score loans, impact: 5, feasibility: 4, wrong_prediction: high, current: true}
models:              # - {name: pd, version: 3.2.0, task: classification, owner: risk, stage: production}
feedback:            # - {from: operations, to: design, what: appeals of customers}
design_goals:        # reproducibility: {target: …}, reliability: {availability: 0.999}, efficiency: {…}

regulation:
  domain:            # banking, health, retail …
  business_risk:     # low · medium · high

# Facts about the purpose, never legal labels: the risk category is derived from them.
# Leave blank, or write unknown, what you do not know.
risk:
"""

_TAIL = """\

# What the team does, one practice a line, such as `versioning.code: automated`.
# none · planned · manual (by hand, written down) · automated · not_applicable (with why)
# Silence counts as nothing, unless an answer above says it; the editor offers the practices.
practices:

own_tools:           # tools that the catalogue lacks: our-scorer: {role: serving, hosting: self}
readiness:           # learn: {holds: [ml_hiring], not: [strategic_partner]} · lead · access · scale · secure · automate
waivers:             # - {rule: COH011, about: blocks.monitoring, until: 2027-03-01, reason: …, owner: …}
"""


def outline(knowledge: Knowledge, choices: Choices) -> str:
    """Return the text of an empty canvas; `choices` tells which words a field accepts, if they are few."""
    pen = _Pen(knowledge, choices)
    parts = (_HEAD.replace("SCHEMA", SCHEMA), *pen.risk(), "\nblocks:\n", *pen.blocks(), *pen.dilemmas(), _TAIL)
    return "".join(parts)


class _Pen:
    def __init__(self, knowledge: Knowledge, choices: Choices) -> None:
        self._knowledge = knowledge
        self._choices = choices

    def risk(self) -> Iterator[str]:
        paths = [path for path in self._knowledge.fields if path.startswith("risk.")]
        leaves = [path for path in paths if not any(other.startswith(f"{path}.") for other in paths)]
        yield from self._tree(_nested([(path, "") for path in leaves], "risk."), 2)

    def blocks(self) -> Iterator[str]:
        for key, block in self._knowledge.blocks.items():
            if key == "dilemmas":
                continue
            yield f"\n  {key}:\n"
            yield from _comment(f"{block.number} · {block.title}. {block.text}", 4)
            yield from self._questions(key, f"blocks.{key}.", 4)
            yield from self._beside_the_questions(f"blocks.{key}.", 4)
            for name, question in self._knowledge.questions.items():
                if question.block == key and question.role:
                    role = self._knowledge.words["tool_roles"][question.role].title
                    yield from _comment(f"{name}: name here a tool of the role {role} ({question.role}).", 4)
            yield "    tools:\n    decision:      # open · drafted · decided\n"
            yield "    costs:         # - {kind: storage, monthly: [80, 120, 200]} or once: 5000\n    notes:\n"

    def dilemmas(self) -> Iterator[str]:
        yield "\ndilemmas:\n"
        yield from self._questions("dilemmas", "dilemmas.", 2)

    def _questions(self, block: str, prefix: str, indent: int) -> Iterator[str]:
        asked = self._knowledge.questions.items()
        named = [(path, name) for name, question in asked if question.block == block for path in question.fields]
        yield from self._tree(_nested(named, prefix), indent)

    def _beside_the_questions(self, prefix: str, indent: int) -> Iterator[str]:
        """Show the fields of a block that no question of the canvas asks for."""
        asked = {path for question in self._knowledge.questions.values() for path in question.fields}
        paths = [path for path in self._knowledge.fields if path.startswith(prefix) and "[" not in path]
        leaves = [path for path in paths if not any(other.startswith(f"{path}.") for other in paths)]
        rest = [path for path in leaves if not any(path == one or path.startswith(f"{one}.") for one in asked)]
        yield from self._tree(_nested([(path, "") for path in rest], prefix), indent)

    def _tree(self, tree: dict[str, Any], indent: int) -> Iterator[str]:
        for key, value in tree.items():
            if isinstance(value, dict):
                yield f"{' ' * indent}{key}:\n"
                yield from self._tree(value, indent + 2)
            else:
                path, name = value
                words = [word for word in self._choices(path) if self._choices(path) != ("none",)]
                offered = f" ({' · '.join(words)})" if 0 < len(words) <= MANY else ""
                lead = f"{name}: " if name else ""
                yield from _comment(f"{lead}{self._knowledge.fields[path].text}{offered}", indent)
                yield f"{' ' * indent}{key}:\n"


def _nested(named: list[tuple[str, str]], prefix: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, name in named:
        place = tree
        *heads, last = path.removeprefix(prefix).split(".")
        for head in heads:
            place = place.setdefault(head, {})
        place.setdefault(last, (path, name))
    return tree


def _comment(text: str, indent: int) -> Iterator[str]:
    lead = f"{' ' * indent}# "
    yield "\n".join(wrap(text, WIDTH, initial_indent=lead, subsequent_indent=lead)) + "\n"
