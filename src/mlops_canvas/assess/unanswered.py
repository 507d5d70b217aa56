"""Questions that nothing answers yet: they say `unknown`, never ok."""

from mlops_canvas.assess.context import Context
from mlops_canvas.assess.report import Assessment
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject

_RULE = {"decisions": "ADR001", "claims": "CLM001"}


def judge(subject: Subject, context: Context) -> Assessment:
    """Say that the question is not judged."""
    rule = context.rule(_RULE[context.question])
    finding = speak(rule, context.question, subject, outcome="unknown", about=context.question)
    return Assessment(context.question, None, findings=(finding,))
