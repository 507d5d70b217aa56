"""Write systems that state facts for the risk question, complete and incomplete: the same bytes for a seed everywhere.

    python -m benchmarks.facts --count 1000 --seed 1 --out DIR

The facts and their words are read from the JSON Schema that `mlops-canvas schema` prints, so a fact that the
format gains is drawn at once. Each system draws first how much it tells (all, most, half, little of the facts, or
no risk block at all) and how tame it is; then, for each fact, whether it is told, else `unknown` or blank, and
whether it says the usual thing or any of its words. A section all of whose facts are tame may be `none`.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.portfolio import Dice
from mlops_canvas.app import schema

Shape = Mapping[str, Any]

TOLD = (100, 100, 100, 90, 60, 30, 0)  # how many facts of a hundred a system tells
TAME = (95, 95, 80, 50)  # how many of those say the usual thing
QUIET = ("none", "no")
USUAL: Mapping[str, Sequence[str]] = {
    "purpose": ("Sort the cases of the day so that urgent ones are seen first",),
    "inference": ("learned", "learned", "optimised"),
    "eu": ("[placed_on_market]", "[placed_on_market, used_here]", "[used_here]"),
    "roles": ("[provider]", "[deployer]", "[provider, deployer]"),
    "deployer_is": ("[private]", "[private]", "[public_body]"),
    "first_placed": ("2025-03-01", "2026-09-15", "2027-02-01"),
    "changed": ("2026-10-01",),
    "own_training_flop": ("0",),
}
"""What most systems say, where that is not `none`, `no` or false."""
VARIED = ("uses",)
"""What no two systems have in common."""
RARE: Mapping[str, Sequence[str]] = {
    **{name: USUAL[name] for name in ("purpose", "first_placed", "changed")},
    "own_training_flop": ("5e22", "3e24", "2e25"),
}
"""What the others say, where the schema lists no words."""


def alternatives(shape: Shape) -> Iterator[Shape]:
    """List the forms that a value may have, those of lists among them."""
    for part in shape.get("anyOf", ()):
        yield from alternatives(part)
    if "items" in shape:
        yield from ({**one, "listed": True} for one in alternatives(shape["items"]))
    elif "anyOf" not in shape:
        yield shape


def words(shape: Shape) -> list[str]:
    """List the words of a fact, `unknown` left out."""
    found = [word for one in alternatives(shape) for word in (*one.get("enum", ()), one.get("const"))]
    if any(one.get("type") == "boolean" for one in alternatives(shape)):
        found += ["true", "false"]
    # A list of the one word `none` is another way to write the word.
    return [word for word in dict.fromkeys(word for word in found if isinstance(word, str)) if word != "unknown"]


class System:
    """One system: its dice, how much it tells and how tame it is."""

    def __init__(self, seed: str, index: int) -> None:
        self.dice = Dice(seed, "facts", index)
        self.told = TOLD[self.dice.below(len(TOLD))]
        self.tame = TAME[self.dice.below(len(TAME))]
        self._usual = True  # whether all that was said since the section began was the usual thing

    def block(self, shape: Shape) -> str:
        """Return the risk block, nothing where the system tells nothing."""
        if not self.told:
            return ""
        return "risk:\n" + "".join(
            self._field(name, part) for name, part in properties(shape).items() if name != "notes"
        )

    def _field(self, name: str, shape: Shape) -> str:
        inner = properties(shape)
        if not inner:
            said = self._fact(name, shape)
            return f"  {name}: {said}\n" if said else ""
        self._usual = True
        facts = {key: self._fact(key, part) for key, part in inner.items() if key != "notes"}
        if self._usual and all(facts.values()) and "none" in words(shape) and self.dice.below(2):
            return f"  {name}: none\n"
        told = ", ".join(f"{key}: {said}" for key, said in facts.items() if said)
        return f"  {name}: {{{told}}}\n" if told else ""

    def _fact(self, name: str, shape: Shape) -> str:
        if self.dice.below(100) >= self.told:
            return "unknown" if self.dice.below(2) else ""
        offered = words(shape)
        quiet = [word for word in offered if word in QUIET] or (["false"] if "false" in offered else offered)
        if name not in VARIED and self.dice.below(100) < self.tame:
            return self._pick(USUAL.get(name, quiet))
        self._usual = False
        if name in RARE:
            return self._pick(RARE[name])
        if not any(one.get("listed") for one in alternatives(shape)):
            return self._pick(offered)
        some = {self._pick([word for word in offered if word != "none"]) for _ in range(1 + self.dice.below(3))}
        return f"[{', '.join(sorted(some))}]"

    def _pick(self, some: Sequence[str]) -> str:
        return str(some[self.dice.below(len(some))])


def properties(shape: Shape) -> Shape:
    """Return the fields of a section, none for a fact."""
    return next((one["properties"] for one in alternatives(shape) if "properties" in one), {})


def write(out: Path, count: int, seed: str) -> None:
    """Write the canvases."""
    out.mkdir(parents=True, exist_ok=True)
    shape = json.loads(schema.run(packs=()))["properties"]["risk"]
    for index in range(count):
        text = f"canvas: 1\nname: system-{index:05d}\n\n{System(seed, index).block(shape)}"
        (out / f"{index:05d}.canvas.yaml").write_bytes(text.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description="Write systems that state facts for the risk question.")
    parser.add_argument("--count", type=int, default=100, help="how many files")
    parser.add_argument("--seed", default="1", help="any text")
    parser.add_argument("--out", type=Path, required=True, help="the folder to fill")
    given = parser.parse_args()
    write(given.out, given.count, given.seed)


if __name__ == "__main__":
    main()
