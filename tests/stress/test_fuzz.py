# SPDX-License-Identifier: Apache-2.0
"""Random programs behave, compiled, as under CPython: a few fixed ones (`make fuzz` has no end)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import fuzz
import pytest
from generators import positions

# Chosen for nothing but their small number: every seed has to pass.
SEEDS = (1, 2)
FUNCTIONS = 6


@pytest.mark.parametrize("kind", sorted(fuzz.GENERATORS))
def test_programs_are_the_same_for_the_same_seed(kind: str) -> None:
    texts = {fuzz.GENERATORS[kind](Random("1"), 5) for _ in range(2)}
    assert len(texts) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_random_programs(seed: int, tmp_path: Path) -> None:
    findings = fuzz.fuzz_round(sorted(fuzz.GENERATORS), seed, FUNCTIONS, keep=tmp_path)
    assert not findings, "\n".join(map(str, findings))


def test_tracebacks_blame_the_same_columns(tmp_path: Path) -> None:
    """Every construct of the generator that is for this, once."""
    count = len(list(positions.constructs()))
    findings = fuzz.fuzz_round(["positions"], 1, count, keep=tmp_path, columns=True)
    assert not findings, "\n".join(map(str, findings))


def test_a_difference_is_found(tmp_path: Path) -> None:
    """Another program beside the library stands for a compiler that makes mistakes."""
    source = "LOG = []\nARGUMENT_SETS = 1\ndef arguments(k): return (3,)\ndef f0(x): return x + 1\n"
    path = tmp_path / "wrong.py"
    path.write_text(source)
    fuzz.compile_modules(tmp_path, ["wrong"])
    path.write_text(source.replace("x + 1", "x + 2"))
    [finding] = fuzz.compare(tmp_path, "wrong", columns=False)
    assert finding.function == "f0"
    assert "returned 5" in finding.what and "returned 4" in finding.what
