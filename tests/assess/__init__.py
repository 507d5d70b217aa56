"""Each question asked of canvases written by hand; the numbers beside them were counted by hand."""

from mlops_canvas.assess import Assessment


def said(answer: Assessment) -> set[tuple[str, str, str]]:
    """Return what an answer finds: rule, what it is about, outcome."""
    return {(one.rule, one.about, one.outcome) for one in answer.findings}


def rules(answer: Assessment) -> set[str]:
    """Return the ids of the rules that an answer speaks of."""
    return {one.rule for one in answer.findings}
