"""An empty canvas to fill in: every question of every block as a comment over its blank field."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from mlops_canvas.knowledge import Knowledge

WIDTH = 100
SCHEMA = "canvas.schema.json"

_HEAD = """\
# yaml-language-server: $schema=./{schema}
# An MLOps Stack Canvas after INNOQ (ml-ops.org); the canvas is CC BY-SA 4.0.
# Blank is allowed everywhere. `mlops-canvas check` lists what is open, `explain VP-1` a question.
# Lists: [a, b], or a single word; `none` states that there is nothing.
canvas: 1
name:                # slug, such as credit-scoring
title:
date:                # YYYY-MM-DD
team:
phase:               # design · development · operations
number_of_models:    # in production

risk:                # facts, never legal labels; leave blank or write unknown what you do not know
  purpose:
  inference:         # learned · optimised · rules_by_people
  eu:                # placed_on_market · used_here · output_used_here · none
  roles:             # provider · deployer · …
  uses:              # what it is used for, such as credit_score; the editor offers the words

regulation:
  domain:            # banking, health, retail …
  business_risk:     # low · medium · high

blocks:
"""

_TAIL = """\

# Claims of practices: none · planned · manual · automated · not_applicable (with why).
# Only what is written counts; `explain versioning.code` says what a practice means.
practices:
"""


def outline(knowledge: Knowledge) -> str:
    """Return the text of an empty canvas."""
    return _HEAD.format(schema=SCHEMA) + "".join(_blocks(knowledge)) + "".join(_dilemmas(knowledge)) + _TAIL


def _blocks(knowledge: Knowledge) -> Iterator[str]:
    for key, block in knowledge.blocks.items():
        if key == "dilemmas":
            continue
        yield f"\n  {key}:\n"
        yield from _comment(f"{block.number} · {block.title}. {block.text}", 4)
        yield from _fields(knowledge, key, f"blocks.{key}", 4)
        yield "    tools:\n    decision:\n    notes:\n"


def _dilemmas(knowledge: Knowledge) -> Iterator[str]:
    yield "\ndilemmas:\n"
    yield from _fields(knowledge, "dilemmas", "dilemmas", 2)


def _fields(knowledge: Knowledge, block: str, prefix: str, indent: int) -> Iterator[str]:
    tree: dict[str, Any] = {}
    for name, question in knowledge.questions.items():
        if question.block != block:
            continue
        for path in question.fields:
            place = tree
            *heads, last = path.removeprefix(f"{prefix}.").split(".")
            for head in heads:
                place = place.setdefault(head, {})
            place.setdefault(last, (name, path))
        if question.role and not question.fields:
            yield from _comment(f"{name}: name a tool of the role {question.role} under tools.", indent)
    yield from _tree(knowledge, tree, indent)


def _tree(knowledge: Knowledge, tree: dict[str, Any], indent: int) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{' ' * indent}{key}:\n"
            yield from _tree(knowledge, value, indent + 2)
        else:
            name, path = value
            yield from _comment(f"{name}: {knowledge.fields[path].text}", indent)
            yield f"{' ' * indent}{key}:\n"


def _comment(text: str, indent: int) -> Iterator[str]:
    lead = f"{' ' * indent}# "
    yield "\n".join(wrap(text, WIDTH, initial_indent=lead, subsequent_indent=lead)) + "\n"
