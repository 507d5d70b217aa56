"""Words and phrases looked for in a text, all in one pass.

A word is matched whole and in any case of letters; a star at its end lets it go on. The words of a phrase may
stand apart by spaces, hyphens or other marks. The cost grows with the text, not with the number of words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from mlops_canvas.knowledge.model import Suspicion

_TOKEN = re.compile(r"[^\W_]+")
_Token = tuple[str, int, int]
Places = Mapping[str, tuple[int, int]]
"""Words of a lexicon → where each stands first in a text."""


class Lexicon:
    """The words of all suspicions; says which of the suspicions a text raises, and by which words."""

    def __init__(self, suspicions: Mapping[str, Suspicion]) -> None:
        self._suspicions = suspicions
        self._raising: dict[str, list[str]] = defaultdict(list)
        # By the first token of the phrase, or the beginning of it, the phrases and the tokens that follow.
        self._whole: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._begun: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for name, one in suspicions.items():
            for word in dict.fromkeys(chain(one.words, *(pair.words for pair in one.pairs))):
                self._raising[word].append(name)
        for word in dict.fromkeys(chain.from_iterable(map(_every_word, suspicions.values()))):
            first, *rest = _tokens_of(word)
            home = self._begun if first.endswith("*") else self._whole
            home[first.removesuffix("*")].append((word, tuple(rest)))
        self._lengths = sorted({len(start) for start in self._begun})
        # Texts share most of their words, within a canvas and across a portfolio.
        self._starting = lru_cache(maxsize=4096)(self._phrases_from)

    def raised(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """List the suspicions that a text raises, in their order, each with the words as they stand there."""
        places = self._places(text)
        names = {name for word in places for name in self._raising.get(word, ())}
        for name in self._suspicions if names else ():
            if name in names and (spans := _spans(self._suspicions[name], places)):
                yield name, tuple(text[start:end] for start, end in spans)

    def _places(self, text: str) -> Places:
        tokens = [(found[0].casefold(), *found.span()) for found in _TOKEN.finditer(text)]
        places: dict[str, tuple[int, int]] = {}
        for index, (token, start, _) in enumerate(tokens):
            for word, rest in self._starting(token):
                if word not in places and (not rest or _follows(tokens, index + 1, rest)):
                    places[word] = (start, tokens[index + len(rest)][2])
        return places

    def _phrases_from(self, token: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List the phrases that a token may begin, each with the tokens that must follow."""
        begun = (self._begun.get(token[:length], ()) for length in self._lengths if length <= len(token))
        return (*self._whole.get(token, ()), *chain.from_iterable(begun))


def _follows(tokens: list[_Token], index: int, rest: tuple[str, ...]) -> bool:
    """Say whether the tokens from an index on are those that a phrase goes on with."""
    if len(tokens) - index < len(rest):
        return False
    return all(_is(tokens[index + step][0], wanted) for step, wanted in enumerate(rest))


def _is(token: str, wanted: str) -> bool:
    return token.startswith(wanted[:-1]) if wanted.endswith("*") else token == wanted


def _tokens_of(word: str) -> list[str]:
    return re.findall(r"[^\W_]+\*?", word.casefold())


def _every_word(suspicion: Suspicion) -> Iterator[str]:
    pairs = suspicion.pairs
    return chain(suspicion.words, suspicion.unless, *(chain(pair.words, pair.with_) for pair in pairs))


def _spans(suspicion: Suspicion, places: Places) -> tuple[tuple[int, int], ...]:
    """Return where the words stand that raise a suspicion: one, or a weak one and its companion."""
    if any(word in places for word in suspicion.unless):
        return ()
    if alone := _first(suspicion.words, places):
        return (alone,)
    for pair in suspicion.pairs:
        weak, beside = _first(pair.words, places), _first(pair.with_, places)
        if weak and beside:
            return tuple(sorted({weak, beside}))
    return ()


def _first(words: Iterable[str], places: Places) -> tuple[int, int] | None:
    return min((places[word] for word in words if word in places), default=None)
