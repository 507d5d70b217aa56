"""Whatever bytes come: no traceback, no hang, bounded memory. 2,000 inputs; more with FUZZ=50000."""

import os
import random
import resource
import signal
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlops_canvas.app import check
from mlops_canvas.assess import Engine
from mlops_canvas.canvas import load
from mlops_canvas.render import json as render_json
from mlops_canvas.render import terminal
from tests.conftest import ROOT
from tests.strategies import KNOWLEDGE

COUNT = int(os.environ.get("FUZZ", "2000"))
LIMIT_SECONDS = 2
LIMIT_KIB = 600_000
SEEDS = [path.read_bytes() for path in sorted((ROOT / "canvases").glob("*/canvas.yaml"))]
TOKENS = [
    b"{", b"}", b"[", b"]", b": ", b"- ", b"? ", b"&a ", b"*a", b"!!python/object:os.system ", b"<<: ", b"|\n", b">-\n",
    b"'", b'"', b"\t", b"\r\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"#", b"---\n", b"...\n",
    b"%YAML 9.9\n", b"@", b"`", b"~", b"null", b"1e999", b".inf", b"canvas: 1\n", b"- - - - - -", b"[[[[[[[[",
    b"\xc2\x85",
]  # fmt: skip
ENGINE = Engine(KNOWLEDGE, date(2026, 11, 24))


def _survives(data: bytes) -> None:
    def late(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"longer than {LIMIT_SECONDS} s: {data[:200]!r}")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT_SECONDS + 1)
    try:
        report = ENGINE.run(load(data, "fuzz.yaml"), check.QUESTIONS)
        "".join(render_json.check([report]))
        "".join(terminal.check([report], terminal.Pen(colour=False)))
        assert not [one for one in report.every_finding() if one.outcome == "failed"]
        keys = [one.key for one in report.every_finding()]
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]
        assert report.readable or report.findings
    finally:
        signal.alarm(0)


def _mutated(rng: random.Random) -> bytes:
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(5)
        if kind == 0:
            data[at:at] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 40))
        elif kind == 1:
            del data[at : at + rng.randint(1, 30)]
        elif kind == 2 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 3:
            start = rng.randrange(len(data) + 1)
            data[at:at] = data[start : start + rng.randint(1, 200)]
        else:
            lines = bytes(data).splitlines(keepends=True)
            rng.shuffle(lines)
            data = bytearray(b"".join(lines)) if rng.random() < 0.1 else data
    return bytes(data)


@pytest.mark.slow
def test_mutated_canvases() -> None:
    rng = random.Random(20261124)  # noqa: S311 - a reproducible stream, no secret
    for _ in range(COUNT):
        _survives(_mutated(rng))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < LIMIT_KIB


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_arbitrary_bytes(data: bytes) -> None:
    _survives(data)
    _survives(b"canvas: 1\n" + data)


@pytest.mark.parametrize(
    "data",
    [
        b"canvas: 1\na: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n" * 1,
        b"- " * 200_000,
        b"[" * 200_000,
        b"{a: " * 100_000,
        b"? " * 100_000,
        b"canvas: 1\n" + b"a: " * 2,
        b"canvas: 1\nname: x\ncanvas: 1\n",
        b"canvas: &a 1\nname: x\n",
        b"canvas: 1\r\nname: x\r\nphase: y\r\n",
        b"\xef\xbb\xbfcanvas: 1\nphase: y\n",
        b"canvas: 1\n? [a, b]\n: c\n",
        b"canvas: 1\n<<: {a: 1}\n",
        b"canvas: 1\nx: !!python/object/apply:os.system ['true']\n",
        b"canvas: 1\npractices: [a, b]\nmodels: {a: b}\nblocks: none\nwaivers: x\n",
        b"canvas: 1\nwaivers: [{rule: a, about: b, reason: c, owner: d, until: 2020-01-01}]\n" * 1,
    ],
    ids=range(15),
)
def test_known_traps(data: bytes) -> None:
    _survives(data)


def test_a_chain_of_aliases_does_not_grow(tmp_path: Path) -> None:
    lines = ["canvas: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    _survives("\n".join(lines).encode())
    assert tmp_path.exists()
