"""What the field knows, as YAML with sources: blocks, practices, tools, levels, law, rules, words."""

from mlops_canvas.knowledge.knowledge import Knowledge, Worded
from mlops_canvas.knowledge.load import load
from mlops_canvas.knowledge.model import (
    Band,
    Indicator,
    Level,
    Practice,
    Rule,
    Scale,
    Source,
    Suspicion,
    Tool,
    Word,
)

__all__ = [
    "Band",
    "Indicator",
    "Knowledge",
    "Level",
    "Practice",
    "Rule",
    "Scale",
    "Source",
    "Suspicion",
    "Tool",
    "Word",
    "Worded",
    "load",
]
