"""Say the facts of our risk block in the answers that `ai-act classify` reads (ai-act-companion 0.10.0, MIT).

    python benchmarks/companion.py DIR OUT       # one OUT/NAME.json for each canvas of DIR

The peer asks for legal labels where our format asks for facts, so the translation does the law that its users do
by themselves; what each of its answers is made of (elements joined by "and" unless said otherwise):

    provider_role                 both, provider, deployer, else other, from roles
    eu_market                     eu names any way into the Union
    exempt_*                      only_for: military, research, before_market, private (who is nothing but a deployer)
    p_manipulation                a hidden or deceptive method, behaviour distorted, serious harm likely
    p_vulnerability               the same with a method that exploits a weakness
    p_social_scoring              person_score: another context, or disproportionate
    p_predictive_policing         crime_risk: from traits only
    p_facial_scraping             faces scraped untargeted
    p_emotion_work_edu            emotions, of workers, applicants or pupils, for no medical, safety or training reason
    p_biometric_categorization_*  people sorted by race, politics, union, belief or sex life
    p_realtime_rbi_le             the public or customers identified live, without their active part, for law
                                  enforcement, unless authorised and for one of the three objectives
    p_nonconsensual_intimate,     pictures, sound or film, and `intimate` / `sexualises_children` unguarded or intended;
    p_child_sexual_material       p_sexual_provider_intended, …_foreseeable_unguarded and …_deployer_purpose say which
    hr_annex_i_*, hr_safety_*,    law of the product with its section, the part that the system plays, and whether a
    hr_failure_*, hr_third_party  third party assesses health and safety
    hr_usecases                   the areas of Annex III of the uses, those of authorities only with one or with those
                                  who act for it; and biometrics where people_signals shows such a use
    hr_essential_subarea          the first point of area 5
    hr_does_profiling             profiles_people
    hr_art6_3_minor               the task is procedural, polishing, preparatory, or finds deviations that people review
    t_interacts_humans            talks_to_people, unless that is obvious
    t_synthetic_content           text, image, audio or video, unless it only edits
    t_deepfake                    pictures, sound or film that look real
    t_emotion_or_biometric_cat    emotions, or people sorted
    gpai_*                        training of 1e23 FLOP or more, or a third of the original; systemic from 1e25; weights
    deployer_fria_status,         deployer_is
    deployer_registration_status
    data_biometric                people_signals are read

A fact that is blank or `unknown` answers nothing: the peer takes that as no, except where a word of its own says
`unknown`. Not translated, because it has no question for them: rules written by people only (Art. 3(1)),
cooperation of foreign police (Art. 2(4)), open source (Art. 2(12)), taken_over, crime detection by law, satire,
news that an editor answers for, and the two dates. What we do not ask (security, incidents, data governance …) stays
unanswered.
"""

import argparse
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from mlops_canvas import knowledge, resources
from mlops_canvas.canvas import Canvas, load

Answers = dict[str, Any]

AREAS = {
    "1": "biometrics",
    "2": "critical_infra",
    "3": "education",
    "4": "employment",
    "5": "essential_services",
    "6": "law_enforcement",
    "7": "migration_border",
    "8": "justice_democracy",
}
ESSENTIAL = {
    "5(a)": "public_benefits",
    "5(b)": "creditworthiness",
    "5(c)": "insurance_life_health",
    "5(d)": "emergency_triage",
}
AUTHORITY = {"public_body", "for_public_body"}
SENSITIVE = {"race", "politics", "union", "belief", "sex_life"}
PROTECTED = SENSITIVE | {"health", "disability", "age", "sex"}
SEEN_OR_HEARD = {"image", "audio", "video"}
MINOR = ("procedural", "polishes_finished_work", "prepares")
OBJECTIVES = ("victims", "threat_to_life", "listed_crime_suspect")


class Facts:
    """The risk block of a canvas. Blank and `unknown` are None, and an empty set where words are asked for."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def one(self, path: str) -> Any:
        """Return a fact."""
        return self._canvas.at(f"risk.{path}")

    def many(self, path: str) -> set[str]:
        """Return the words of a list, `unknown` left out."""
        return set(self.one(path) or ()) - {"unknown"}


def translate(canvas: Canvas) -> Answers:
    """Return the answers for a system; what is not answered is left out."""
    facts = Facts(canvas)
    answers = {
        "sys_name": canvas.name,
        "sys_description": facts.one("purpose"),
        "intended_purpose": facts.one("purpose"),
    }
    for part in (_scope, _practices, _people, _intimate, _product, _uses, _transparency, _model):
        answers |= part(facts)
    return {key: value for key, value in answers.items() if value is not None}


def _scope(facts: Facts) -> Answers:
    roles, only, deployer = facts.many("roles"), facts.many("only_for"), facts.many("deployer_is")
    both = {"provider", "deployer"}
    status = (
        ("body_public_law", deployer & {"public_body"}),
        ("private_public_service", deployer & {"for_public_body", "public_service"}),
        ("neither", deployer),
    )
    qualifying = "qualifying" if deployer & AUTHORITY else "not_qualifying"
    return {
        "provider_role": "both" if both <= roles else next(iter(both & roles), "other"),
        "eu_market": bool(facts.many("eu")),
        "exempt_military": "military" in only,
        "exempt_research": "research" in only,
        "exempt_premarket": "before_market" in only,
        "exempt_personal": "private" in only and roles == {"deployer"},
        "deployer_fria_status": next((word for word, held in status if held), "unknown"),
        "deployer_registration_status": qualifying if deployer else "unknown",
    }


def _practices(facts: Facts) -> Answers:
    methods = facts.many("influence.method")
    harms = facts.one("influence.distorts_behaviour") is True and facts.one("influence.serious_harm_likely") is True
    return {
        "p_manipulation": "hidden_or_deceptive" in methods and harms,
        "p_vulnerability": "exploits_weakness" in methods and harms,
        "p_social_scoring": facts.one("person_score") in {"other_context", "disproportionate"},
        "p_predictive_policing": facts.one("crime_risk") == "traits_only",
        "p_facial_scraping": facts.one("people_signals.faces_scraped") == "untargeted",
    }


def _people(facts: Facts) -> Answers:
    kind, about = facts.many("people_signals.kind"), facts.many("people_signals.about")
    traits, why = facts.many("people_signals.attributes"), facts.one("people_signals.why")
    excused = why in {"medical", "safety", "training_of_the_person"}
    sought = facts.one("people_signals.search_for") in OBJECTIVES and facts.one("people_signals.authorised") is True
    police = facts.one("people_signals.for_law_enforcement") is True and facts.one("people_signals.when") == "live"
    alone = facts.one("people_signals.active_involvement") is not True
    in_public = bool(about & {"public", "customers"})
    return {
        "p_emotion_work_edu": "emotion" in kind and bool(about & {"workers_or_applicants", "pupils"}) and not excused,
        "p_biometric_categorization_sensitive": "categorise" in kind and bool(traits & SENSITIVE),
        "p_realtime_rbi_le": "identify" in kind and in_public and police and alone and not sought,
        "t_emotion_or_biometric_cat": bool(kind & {"emotion", "categorise"}),
        "data_biometric": bool(kind) or None,
    }


def _intimate(facts: Facts) -> Answers:
    able = bool(facts.many("output.generates") & SEEN_OR_HEARD)
    adults, children = facts.one("output.intimate"), facts.one("output.sexualises_children")
    intended = able and "intended" in {adults, children}
    return {
        "p_nonconsensual_intimate": able and adults in {"unguarded", "intended"},
        "p_child_sexual_material": able and children in {"unguarded", "intended"},
        "p_sexual_provider_intended": intended,
        "p_sexual_provider_foreseeable_unguarded": able and "unguarded" in {adults, children},
        "p_sexual_deployer_purpose": intended and "deployer" in facts.many("roles"),
    }


def _product(facts: Facts) -> Answers:
    law, part = facts.one("product.law"), facts.one("product.part")
    if law is None or law == "none":
        return {} if law is None else {"hr_safety_component": False, "hr_annex_i_relation": "none"}
    section = _known().words["product_laws"].get(law)
    return {
        "hr_safety_component": True,
        "hr_annex_i_relation": {None: None, "whole": "ai_product"}.get(part, "embedded_component"),
        "hr_annex_i_section": getattr(section, "section", None) or "unknown",
        "hr_safety_function": part == "safety_function",
        "hr_failure_endangers_health_safety": part == "failure_endangers",
        "hr_third_party_health_safety": facts.one("product.third_party") == "health_safety",
    }


def _points(facts: Facts) -> Iterator[str]:
    """List the points of Annex III that the uses and the signals of people come under."""
    uses = _known().words["uses"]
    authority = facts.many("deployer_is") & AUTHORITY
    for use in sorted(facts.many("uses")):
        word = uses.get(use)
        if word and word.annex_iii and (authority or word.public_authority_only != "true"):
            yield word.annex_iii
    kind = facts.many("people_signals.kind")
    distant = facts.one("people_signals.active_involvement") is False
    if "identify" in kind and distant and facts.one("people_signals.why") != "cybersecurity":
        yield "1(a)"
    if "categorise" in kind and facts.many("people_signals.attributes") & PROTECTED:
        yield "1(b)"
    if "emotion" in kind:
        yield "1(c)"


def _uses(facts: Facts) -> Answers:
    points = sorted(set(_points(facts)))
    task = facts.one("effect.task")
    reviewed = task == "finds_deviations" and facts.one("effect.human_review") in {"final_say", "ex_post"}
    return {
        "hr_usecases": list(dict.fromkeys(AREAS[point[0]] for point in points)) or ["none"],
        "hr_essential_subarea": next((ESSENTIAL[point] for point in points if point in ESSENTIAL), None),
        "hr_does_profiling": facts.one("effect.profiles_people"),
        "hr_art6_3_minor": task in MINOR or reviewed,
    }


def _transparency(facts: Facts) -> Answers:
    made = facts.many("output.generates")
    talks = facts.one("output.talks_to_people") is True
    return {
        "t_interacts_humans": talks and facts.one("output.obvious_to_people") is not True,
        "t_synthetic_content": bool(made & {"text", *SEEN_OR_HEARD}) and facts.one("output.editing_only") is not True,
        "t_deepfake": bool(made & SEEN_OR_HEARD) and facts.one("output.looks_real") is True,
    }


def _model(facts: Facts) -> Answers:
    effort = facts.one("model.own_training_flop") or 0
    return {
        "gpai_model": effort >= 1e23 or facts.one("model.third_of_original") is True,
        "gpai_systemic": effort >= 1e25,
        "gpai_open_source": facts.one("model.open_weights"),
    }


@lru_cache(maxsize=1)
def _known() -> knowledge.Knowledge:
    return knowledge.load((resources.knowledge(),))


def write(systems: Path, out: Path) -> None:
    """Translate the canvases of a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for file in sorted(systems.iterdir()):
        canvas = load(file.read_bytes(), str(file)).canvas
        if canvas is None:
            raise ValueError(f"{file}: not a canvas")
        name = file.name.partition(".")[0]
        (out / f"{name}.json").write_text(json.dumps(translate(canvas), indent=2), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Translate risk blocks into answers for ai-act-companion.")
    parser.add_argument("systems", type=Path, help="a folder of canvases")
    parser.add_argument("out", type=Path, help="the folder to fill")
    given = parser.parse_args()
    write(given.systems, given.out)


if __name__ == "__main__":
    main()
