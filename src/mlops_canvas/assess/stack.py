"""The stack in one row: language, framework, platform, infrastructure, from the answers and the tools' roles."""

from mlops_canvas.knowledge import Knowledge
from mlops_canvas.subject import Subject, Use

LAYERS = ("language", "framework", "platform", "infrastructure")
"""The columns of the row, in its order (seed S60)."""


def row(subject: Subject) -> dict[str, list[str]]:
    """Return the names of each layer, each once, in the canvas's order; tools of unknown role are left out."""
    found: dict[str, dict[str, None]] = {layer: {} for layer in LAYERS}
    languages = subject.canvas.at("blocks.data_analysis_and_experiments.languages") or ()
    found["language"].update(dict.fromkeys(languages))
    for use in subject.uses():
        layer = _layer(subject.knowledge, use)
        if layer is not None:
            found[layer][use.name] = None
    where = subject.canvas.at("blocks.pipeline_orchestration.runs_on")
    targets = subject.canvas.at("blocks.model_deployment.targets") or ()
    found["infrastructure"].update(dict.fromkeys((*((where,) if where else ()), *targets)))
    return {layer: list(names) for layer, names in found.items()}


def _layer(knowledge: Knowledge, use: Use) -> str | None:
    """Return the layer of a tool: that of the first role that the catalogue gives it, of those it plays here."""
    order = [role for role in (use.tool.roles if use.tool else ()) if use.plays(role)] or sorted(use.roles)
    words = knowledge.words["tool_roles"]
    return next((words[role].group for role in order if role in words and words[role].group in LAYERS), None)
