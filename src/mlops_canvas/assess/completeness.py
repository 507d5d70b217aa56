"""Which questions of the canvas are open, block by block, and which gates are silent.

Says one note a block, because sixty-one notes would hide the faults. An optional block may stay empty.
"""

from collections.abc import Iterator

from mlops_canvas.assess.context import Context, Findings
from mlops_canvas.canvas import BLOCKS, GATED
from mlops_canvas.canvas.blocks import Block
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.knowledge.model import Question
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

OPEN, SILENT_GATE = "CAN020", "CAN021"
_BLANK = (None, "")


def check(subject: Subject, context: Context) -> Findings:
    """Say of each block and of the dilemmas what is open."""
    return context.run(subject, {OPEN: _open_blocks, SILENT_GATE: _silent_gates})


def _open_blocks(subject: Subject, rule: Rule) -> Iterator[Finding]:
    for section, questions in subject.knowledge.asked.items():
        path = ("blocks", section) if section in BLOCKS else (section,)
        name = ".".join(path)
        if subject.lost(name):
            message = f"{name} could not be read, so its questions are not judged"
            yield speak(
                rule,
                "format",
                subject,
                about=name,
                path=path,
                outcome="unknown",
                message=message,
                on_key=True,
            )
            continue
        if is_optional(subject, section):
            continue
        # The fields of a block's questions lie in the block: where it is silent, none of them is answered.
        silent = subject.canvas.at(name) is None
        open_ = [one for one, question in questions if silent or not answered(subject, question)]
        # A silent gate is said by its own rule once the block has other answers.
        if section in GATED and len(open_) < len(questions):
            open_ = [name for name in open_ if name != questions[0][0]]
        if open_:
            yield speak(
                rule,
                "format",
                subject,
                about=name,
                path=path,
                on_key=True,
                values={"open": open_, "count": f"{len(open_)} of {len(questions)}", "block": name},
            )


def _silent_gates(subject: Subject, rule: Rule) -> Iterator[Finding]:
    for section in GATED:
        block = subject.canvas.at(f"blocks.{section}")
        if block is not None and block.need is None and _has_answers(block):
            path = ("blocks", section)
            about = f"blocks.{section}.need"
            yield speak(rule, "format", subject, about=about, path=path, on_key=True, values={"block": section})


def is_optional(subject: Subject, section: str) -> bool:
    """Say whether a gated block is declared optional and holds nothing else: then it is complete."""
    block = subject.canvas.at(f"blocks.{section}") if section in GATED else None
    return block is not None and block.need == "optional" and _only_need(block)


def _only_need(block: Block) -> bool:
    return {name for name, value in block if value is not None} <= {"need", "need_because"}


def _has_answers(block: Block) -> bool:
    return any(value is not None for _, value in block)


def answered(subject: Subject, question: Question) -> bool:
    """Say whether any field of a question is filled, or a tool of its role stands in its block."""
    if any(subject.canvas.at(path) not in _BLANK for path in question.fields):
        return True
    if question.role is None:
        return False
    if subject.canvas.at(f"blocks.{question.block}.tools") == ():
        return True  # `tools: none` says that there is none
    return any(question.role in use.roles for use in subject.uses(question.block))
