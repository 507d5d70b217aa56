"""Do tools, models and choices agree with each other: the checks of coherence that walk lists and the catalogue.

Each check enters a subject and its rule; leaves findings. What the catalogue does not know is unknown and
never a contradiction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mlops_canvas.assess.context import Check
from mlops_canvas.document import Path
from mlops_canvas.errors import guess
from mlops_canvas.finding import Finding, Related
from mlops_canvas.knowledge import Rule, Tool
from mlops_canvas.rules import speak
from mlops_canvas.subject import Subject, Use

QUESTION = "coherence"

_RUNS_THE_PIPELINE = frozenset(("orchestrator", "training", "platform", "compute", "data_pipeline"))
_PLATFORM_WIDE = ("platform", "training")


def _say(subject: Subject, rule: Rule, path: Path, others: Iterable[Path] = (), **values: object) -> Finding:
    """Let a rule speak of one place, with the other places that it was held against."""
    found = speak(rule, QUESTION, subject, path=path, values=dict(values))
    places = subject.positions
    related = (Related(places.value(other), f"{places.about(other)} stands here") for other in others)
    return replace(found, related=(*found.related, *related))


def _open(subject: Subject, rule: Rule, path: Path, why: str) -> Finding:
    """Say that a rule could not be judged."""
    message = f"not judged, {why}: {rule.title}"
    return speak(rule, QUESTION, subject, path=path, outcome="unknown", message=message)


def _plain(text: str) -> str:
    """Letters and digits only: `scikit_learn`, `scikit-learn` and `Scikit Learn` are one name."""
    return "".join(filter(str.isalnum, text.casefold()))


def _names(name: str, tool: Tool | None) -> frozenset[str]:
    return frozenset((_plain(name), _plain(tool.title))) if tool is not None else frozenset((_plain(name),))


def _means(said: str, names: Iterable[str]) -> bool:
    """Say whether a word may stand for a name: one holds the other, or it is short for it (`sklearn`)."""
    return bool(said) and any(said in name or name in said or _short_for(said, name) for name in names)


def _short_for(word: str, name: str) -> bool:
    letters = iter(name)
    return word[0] == name[:1] and all(letter in letters for letter in word)


def models_live_before_operations(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the models in production of a system that is said to be in design or development."""
    phase = subject.canvas.phase
    for index, model in enumerate(subject.canvas.models or ()):
        if model.stage != "production" or phase == "operations":
            continue
        path = ("models", index, "stage")
        if phase is None:
            yield _open(subject, rule, path, "the phase is blank")
            return
        yield speak(rule, QUESTION, subject, path=path, values={"model": model.name, "phase": phase})


def managed_tools_on_own_machines(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the tools of a pipeline on one's own machines that only a vendor runs."""
    runs_on = subject.value("blocks.pipeline_orchestration.runs_on")
    if runs_on not in {"local", "on_premise"}:
        return
    place = ("blocks", "pipeline_orchestration", "runs_on")
    for use in subject.uses("pipeline_orchestration"):
        if use.roles and _RUNS_THE_PIPELINE.isdisjoint(use.roles):
            continue
        if _only_managed(subject, use):
            if use.tool is None:
                yield _open(subject, rule, use.path, f"nobody knows where {use.name} runs")
            else:
                yield _say(subject, rule, use.path, [place], tool=use.name, runs_on=runs_on)


def _only_managed(subject: Subject, use: Use) -> bool:
    """Say whether a tool is, or may be, a service that only its vendor runs."""
    if use.tool is not None:
        return use.tool.hosting == ("managed",)
    mine = (subject.canvas.own_tools or {}).get(use.name)
    return mine is None or mine.hosting not in {"self", "library"}


def vendors_of_one_platform(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Hold the choice of one platform against the vendors of the managed tools of the model's life cycle."""
    if subject.value("dilemmas.platforms.choice") != "one_platform":
        return
    path = ("dilemmas", "platforms", "choice")
    of_a_platform = {*subject.knowledge.block_roles.values(), *_PLATFORM_WIDE}
    vendors: dict[str, Use] = {}
    dark = None
    for use in subject.uses():
        if use.roles and of_a_platform.isdisjoint(use.roles):
            continue
        if _only_managed(subject, use):
            vendor = use.tool.vendor if use.tool is not None else None
            dark = use if vendor is None else dark
            vendors.setdefault(vendor or "", use)
    vendors.pop("", None)
    if len(vendors) > 1:
        tools = [f"{use.name} of {vendor}" for vendor, use in vendors.items()]
        yield _say(subject, rule, path, [use.path for use in vendors.values()], tools=tools)
    elif dark is not None:
        yield _open(subject, rule, path, f"nobody knows whose {dark.name} is")


def choice_of_tooling(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name a choice to buy, take open source or build to which not one of the tools in question fits."""
    tooling = subject.canvas.dilemmas.tooling if subject.canvas.dilemmas is not None else None
    if tooling is None:
        return
    by_block = tooling.by_block or {}
    for block, choice in by_block.items():
        path = ("dilemmas", "tooling", "by_block", block)
        yield from _misfit(subject, rule, path, choice, list(subject.uses(block)))
    if tooling.choice not in {None, "mixed"}:
        rest = {block: role for block, role in subject.knowledge.block_roles.items() if block not in by_block}
        # Everybody has a bought or a free tool somewhere: over all, only what the blocks are about counts.
        used = [use for use in subject.uses() if use.block in rest and (not use.roles or use.plays(rest[use.block]))]
        yield from _misfit(subject, rule, ("dilemmas", "tooling", "choice"), tooling.choice, used)


def _misfit(subject: Subject, rule: Rule, path: Path, choice: str, used: list[Use]) -> Iterator[Finding]:
    if any(unit.startswith("blocks") for unit in subject.unreadable):
        return  # the tool that fits may stand in the block that could not be read
    # What is built is built with other tools; only a finished one for the block's own purpose speaks against it.
    own_role = subject.knowledge.block_roles
    judged = [use for use in used if choice != "build" or not use.roles or use.plays(own_role.get(use.block, ""))]
    own = subject.canvas.own_tools or {}
    known = [use.tool for use in judged if use.tool is not None]
    built = choice == "build" and any(use.name in own for use in judged)
    if not judged or built or any(_fits(tool, choice) for tool in known):
        return
    if len(known) < len(judged):
        name = next(use.name for use in judged if use.tool is None)
        yield _open(subject, rule, path, f"nobody knows whether {name} was bought")
        return
    tools = list(dict.fromkeys(use.name for use in judged))
    yield _say(subject, rule, path, [use.path for use in judged], choice=choice, tools=tools)


def _fits(tool: Tool, choice: str) -> bool:
    """Say whether a tool can be the outcome of a choice; what could be either way fits."""
    if choice == "open_source":
        return tool.licence != "proprietary"
    if choice == "buy":
        return tool.licence == "proprietary" or "managed" in tool.hosting or tool.price != "free"
    return "library" in tool.hosting  # something of one's own is built with libraries


def missing_skills_in_use(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the skills that the team lacks, a tool in use needs, and nobody has decided how to get."""
    skills = subject.canvas.dilemmas.skills if subject.canvas.dilemmas is not None else None
    if skills is None or not skills.missing or skills.choice is not None:
        return
    used = {name: use for use in reversed(list(subject.uses())) for name in _names(use.name, use.tool)}
    for index, skill in enumerate(skills.missing):
        use = used.get(_plain(skill))
        if use is not None:
            path = ("dilemmas", "skills", "missing", index)
            yield _say(subject, rule, path, [use.path], skill=skill, block=use.block)


def frameworks_without_skill(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the frameworks in use that the team's list of what it knows does not hold."""
    skills = subject.value("blocks.data_analysis_and_experiments.framework_skills")
    if not isinstance(skills, tuple):
        return
    words = [_plain(skill) for skill in skills]
    seen: set[str] = set()
    for use in subject.uses():
        if use.name in seen or not use.plays("ml_framework"):
            continue
        seen.add(use.name)
        if not any(_means(word, _names(use.name, use.tool)) for word in words):
            place = ("blocks", "data_analysis_and_experiments", "framework_skills")
            yield _say(subject, rule, use.path, [place], tool=use.name, skills=skills)


def choice_among_candidates(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Say where the model that was chosen is none of those that were tried."""
    trial = subject.value("blocks.data_analysis_and_experiments.proof_of_concept")
    chosen = getattr(trial, "chosen", None)
    candidates = getattr(trial, "candidates", None)
    if chosen and chosen != "none" and candidates and not _means(_plain(chosen), map(_plain, candidates)):
        here = ("blocks", "data_analysis_and_experiments", "proof_of_concept")
        near = guess(chosen, candidates)
        values = {"chosen": chosen, "candidates": candidates, "guess": f": did you mean '{near}'?" if near else ""}
        yield _say(subject, rule, (*here, "chosen"), [(*here, "candidates")], **values)


def rejected_tools_in_use(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name what a block's decision turned down and its tools use all the same."""
    blocks = subject.canvas.blocks
    for key in type(blocks).model_fields if blocks is not None else ():
        block = getattr(blocks, key)
        over = block.decision.over if block is not None and block.decision is not None else None
        if not over:
            continue
        used = {name: use for use in subject.uses(key) for name in _names(use.name, use.tool)}
        for index, word in enumerate(over):
            use = used.get(_plain(word))
            if use is not None:
                path = ("blocks", key, "decision", "over", index)
                yield _say(subject, rule, path, [use.path], tool=use.name)


def models_without_card(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the models in production that have no card although the canvas promises model cards."""
    documents = subject.value("blocks.metadata_store.documents")
    if not isinstance(documents, tuple) or "model_card" not in documents:
        return
    for index, model in enumerate(subject.canvas.models or ()):
        if model.stage == "production" and model.card in {None, "", "none"}:
            path = ("models", index, "card") if model.card else ("models", index)
            yield _say(subject, rule, path, [("blocks", "metadata_store", "documents")], model=model.name)


def two_tools_for_one_role(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the second tool of a block for a role of which one is enough, unless the two work together."""
    for block, role in subject.knowledge.block_roles.items():
        if not subject.knowledge.blocks[block].one_tool:
            continue
        first: Use | None = None
        for use in subject.uses(block):
            if not use.roles and first is not None:
                yield _open(subject, rule, use.path, f"nobody knows what {use.name} is for")
            if not use.plays(role) or _library(subject, use):
                continue
            if first is None:
                first = use
            elif use.name != first.name and not _joined(use, first):
                yield _say(subject, rule, use.path, [first.path], tool=use.name, first=first.name, role=role)


def _library(subject: Subject, use: Use) -> bool:
    """Say whether a tool is a library alone, which runs on something else of the same role."""
    mine = (subject.canvas.own_tools or {}).get(use.name)
    if use.tool is None:
        return mine is not None and mine.hosting == "library"
    return use.tool.hosting == ("library",)


def _joined(one: Use, other: Use) -> bool:
    """Say whether one of two tools names the other as something that it works with."""
    return any(
        right.name in (*left.tool.needs, *left.tool.integrates)
        for left, right in ((one, other), (other, one))
        if left.tool is not None
    )


def tracker_and_registry(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Say where no tracker of experiments works with a registry of models."""
    trackers = [use for use in subject.uses("data_analysis_and_experiments") if use.plays("experiment_tracking")]
    registries = [use for use in subject.uses("model_registry_and_versioning") if use.plays("registry")]
    if not trackers or not registries:
        return
    pairs = [(one, other) for one in trackers for other in registries]
    if any(one.name == other.name or _joined(one, other) for one, other in pairs):
        return
    first, second = pairs[0]
    dumb = next((use for pair in pairs for use in pair if use.tool is None or not use.tool.integrates), None)
    if dumb is not None:
        yield _open(subject, rule, second.path, f"nobody knows what {dumb.name} works with")
    else:
        yield _say(subject, rule, second.path, [first.path], tracker=first.name, registry=second.name)


def qualities_without_practice(subject: Subject, rule: Rule) -> Iterator[Finding]:
    """Name the practices claimed as none that a required quality of the model rests on."""
    required = subject.value("blocks.pipeline_orchestration.quality_requirements")
    claims = subject.canvas.practices or {}
    said: set[str] = set()
    for index, quality in enumerate(required if isinstance(required, tuple) else ()):
        known = subject.knowledge.qualities.get(quality.name)
        practice = known.practice if known else None
        claim = claims.get(practice) if practice else None
        if practice and practice not in said and claim is not None and claim.status == "none":
            said.add(practice)
            place = ("blocks", "pipeline_orchestration", "quality_requirements", index)
            yield _say(subject, rule, ("practices", practice), [place], quality=quality.name, practice=practice)


CHECKS: dict[str, Check] = {
    "COH023": models_live_before_operations,
    "COH030": managed_tools_on_own_machines,
    "COH031": vendors_of_one_platform,
    "COH032": choice_of_tooling,
    "COH033": missing_skills_in_use,
    "COH034": frameworks_without_skill,
    "COH035": choice_among_candidates,
    "COH036": rejected_tools_in_use,
    "COH039": models_without_card,
    "COH040": two_tools_for_one_role,
    "COH041": tracker_and_registry,
    "COH044": qualities_without_practice,
}
