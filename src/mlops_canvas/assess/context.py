"""What the engine hands to a question beside the subject: its rules, and the answers it asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlops_canvas.assess.report import Assessment
from mlops_canvas.assess.standing import Standing
from mlops_canvas.finding import Finding
from mlops_canvas.knowledge import Rule
from mlops_canvas.rules import Condition, speak
from mlops_canvas.subject import Subject

Check = Callable[[Subject, Rule], Iterable[Finding]]


@dataclass(slots=True)
class Findings:
    """Collects what rules say; with `list_ok` also what passed."""

    list_ok: bool
    said: list[Finding]
    ok: int = 0

    def passed(self, rule: Rule, question: str, subject: Subject) -> None:
        """Note that a rule found nothing to say."""
        if self.list_ok:
            self.said.append(speak(rule, question, subject, outcome="ok", message=rule.title))
        else:
            self.ok += 1


@dataclass(frozen=True, slots=True)
class Context:
    """The rules of one question with their compiled conditions, the standing of practices, other verdicts."""

    question: str
    rules: Mapping[str, tuple[Rule, Condition | None]]
    standing: Mapping[str, Standing]
    verdicts: Mapping[str, Assessment]
    list_ok: bool = False
    # What a question keeps from one canvas of a run to the next, made from the rules alone.
    kept: dict[str, Any] = field(default_factory=dict)
    in_full: bool = True  # whether somebody reads more than verdicts, findings and the plainest measures

    def rule(self, name: str) -> Rule:
        """Return a rule of this question."""
        return self.rules[name][0]

    def run(self, subject: Subject, checks: Mapping[str, Check]) -> Findings:
        """Run every rule of the question: by its condition, or by the check that bears its id.

        A rule that breaks is reported as `failed` and the others go on.
        """
        findings = Findings(self.list_ok, [])
        for name, (rule, condition) in self.rules.items():
            check = checks.get(name)
            try:
                if condition is not None:
                    found = self._decide(subject, rule, condition)
                elif check is not None:
                    found = list(check(subject, rule))
                else:
                    continue
            except Exception as error:
                found = [failed(rule, self.question, subject, error)]
            if found:
                findings.said.extend(found)
            elif condition is None and subject.unreadable:
                findings.said.append(_in_part(rule, self.question, subject))
            else:
                findings.passed(rule, self.question, subject)
        return findings

    def _decide(self, subject: Subject, rule: Rule, condition: Condition) -> list[Finding]:
        truth = condition(subject)
        if truth is None:
            message = f"not judged, a field it reads is blank: {rule.title}"
            return [speak(rule, self.question, subject, outcome="unknown", message=message)]
        return [speak(rule, self.question, subject)] if truth else []


def _in_part(rule: Rule, question: str, subject: Subject) -> Finding:
    """Say that a check which reads the whole canvas found nothing in what could be read."""
    lost = ", ".join(sorted(subject.unreadable))
    message = f"not judged in full, because {lost} could not be read: {rule.title}"
    return speak(rule, question, subject, outcome="unknown", message=message)


def failed(rule: Rule, question: str, subject: Subject, error: Exception) -> Finding:
    """Report that a rule of ours broke."""
    message = f"rule {rule.id} broke ({type(error).__name__}: {error}); please report this"
    return speak(rule, question, subject, outcome="failed", message=message)
