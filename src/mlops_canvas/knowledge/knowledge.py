"""Everything that the packs say, by id, and the views of it that several questions need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlops_canvas.knowledge.law import Law
from mlops_canvas.knowledge.lexicon import Lexicon
from mlops_canvas.knowledge.model import (
    Balance,
    BlockInfo,
    Costing,
    FactInfo,
    FieldInfo,
    Goal,
    Indicator,
    Practice,
    Quality,
    Question,
    Readiness,
    Rule,
    Scale,
    Source,
    Suspicion,
    TestScore,
    Tool,
    Variant,
    Word,
)
from mlops_canvas.knowledge.sourced import Asked, Row

Worded = dict[str, Any]
"""Steps of canvas paths → further steps, or the words of the field (a frozen set)."""


@dataclass(frozen=True, slots=False)
class Knowledge:
    """Everything that the packs say, by id."""

    sources: Mapping[str, Source]
    practices: Mapping[str, Practice]
    tools: Mapping[str, Tool]
    words: Mapping[str, Mapping[str, Word]]
    indicators: Mapping[str, Indicator]
    scales: Mapping[str, Scale]
    readiness: Readiness
    test_score: TestScore
    goals: Mapping[str, Goal]
    qualities: Mapping[str, Quality]
    balance: Balance
    cost: Costing
    law: Law
    law_versions: tuple[str, ...]  # those that can be asked for, the newest last
    blocks: Mapping[str, BlockInfo]
    questions: Mapping[str, Question]
    fields: Mapping[str, FieldInfo]
    facts: Mapping[str, FactInfo]
    rows: Mapping[str, Row]
    suspicions: Mapping[str, Suspicion]
    verdicts: Mapping[str, Asked]
    rules: Mapping[str, Mapping[str, Rule]]
    version: str

    @cached_property
    def every_rule(self) -> Mapping[str, Rule]:
        """All rules of all questions, by id."""
        return {rule.id: rule for rules in self.rules.values() for rule in rules.values()}

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every word and phrase of the suspicions, to be looked for in a text in one pass."""
        return Lexicon(self.suspicions)

    @cached_property
    def worded(self) -> Worded:
        """The fields whose words a vocabulary owns, as a tree of the steps of their paths; its leaves are the words."""
        root: Worded = {}
        for path, info in self.fields.items():
            if info.words is not None:
                here: Any = root
                *steps, last = path.split(".")
                for step in steps:
                    here = here.setdefault(step, {})
                here[last] = self._vocabulary(info.words, path)
        return root

    def _vocabulary(self, name: str, path: str) -> frozenset[str]:
        return frozenset(self.by_theme[path.split(".")[1]] if name == "indicators" else self.words[name])

    @cached_property
    def by_theme(self) -> Mapping[str, Mapping[str, Indicator]]:
        """The indicators of each theme of readiness."""
        themes = self.readiness.themes
        return {name: {key: one for key, one in self.indicators.items() if one.theme == name} for name in themes}

    @cached_property
    def tests(self) -> Mapping[str, str]:
        """The tests of the ML Test Score, in the order of its sections, and the practices that they are."""
        found = {one.test_score: name for name, one in self.practices.items() if one.test_score}
        letters = [section.letter for section in self.test_score.sections.values()]
        return {test: found[test] for letter in letters for test in sorted(found) if test.startswith(letter)}

    @cached_property
    def asked(self) -> Mapping[str, tuple[tuple[str, Question], ...]]:
        """The questions of each block, and of the dilemmas."""
        return {
            block: tuple((name, one) for name, one in self.questions.items() if one.block == block)
            for block in self.blocks
            if any(one.block == block for one in self.questions.values())
        }

    @cached_property
    def roles_of(self) -> Mapping[str, frozenset[str]]:
        """Tools → the roles that they may play."""
        return {name: frozenset(tool.roles) for name, tool in self.tools.items()}

    @cached_property
    def block_roles(self) -> Mapping[str, str]:
        """Blocks → the role that each is about."""
        return {name: block.role for name, block in self.blocks.items() if block.role is not None}

    @cached_property
    def parts(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """The parts of governance and of MLOps that can be covered, each by any one of its practices.

        Governance: the cells of the table of life-cycle steps and components. MLOps: each practice that a
        level of some scale asks for. So neither coverage falls when the catalogue grows.
        """
        cells: dict[tuple[str, str], list[str]] = {}
        for name, one in self.practices.items():
            if one.component is not None and one.serves != "mlops":
                cells.setdefault((one.step, one.component), []).append(name)
        asked = {name for scale in self.scales.values() for level in scale.levels for name in level.requires or {}}
        mlops = tuple((name,) for name in sorted(asked) if self.practices[name].serves != "governance")
        return {"governance": tuple(map(tuple, cells.values())), "mlops": mlops}

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """The variants of balance by the word that is their verdict."""
        return {one.key: one for one in self.balance.variants.values()}

    @cached_property
    def unlocks(self) -> Mapping[str, tuple[str, ...]]:
        """Practices → those that require them."""
        found: dict[str, list[str]] = {}
        for name, practice in self.practices.items():
            for required in practice.requires:
                found.setdefault(required, []).append(name)
        return {name: tuple(others) for name, others in found.items()}

    @cached_property
    def serves_goal(self) -> Mapping[str, tuple[str, ...]]:
        """Design goals → the practices that serve them."""
        return {
            goal: tuple(name for name, practice in self.practices.items() if goal in practice.goals)
            for goal in self.goals
        }

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Other names of practices → their ids."""
        return {alias: name for name, practice in self.practices.items() for alias in practice.aliases}
