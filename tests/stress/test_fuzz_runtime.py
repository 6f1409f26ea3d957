# SPDX-License-Identifier: Apache-2.0
"""The standalone runtime answers as CPython does: some questions of each kind (`make fuzz`)."""

from __future__ import annotations

import sys
from pathlib import Path

import fuzz_runtime as fuzz
import pytest

# Chosen for nothing but its small size: every seed has to pass.
SEED = 1
QUESTIONS = 300

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="programs are built for Linux so far"),
    pytest.mark.xdist_group("standalone"),
]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fuzz.build_answerer(tmp_path_factory.mktemp("answer") / "answer")


@pytest.mark.parametrize("kind", sorted(fuzz.QUESTIONS))
def test_answers_are_cpythons(kind: str, answerer: Path) -> None:
    questions = fuzz.make_questions(kind, SEED, QUESTIONS)
    assert questions == fuzz.make_questions(kind, SEED, QUESTIONS)
    differences = fuzz.compare_answers(answerer, kind, questions)
    assert not differences, "\n".join(map(str, differences))


def test_mistakes_in_deep_brackets_take_no_time(answerer: Path) -> None:
    """Each level that is parsed twice doubles it: more than a lifetime here."""
    openings = ("f([", "(await f(", "({[f(", "f(x=[", "{a: [f(", "(a, *(")
    questions = [f"syntax({opening!r} * 40 + 'a b')" for opening in openings]
    differences = fuzz.compare_answers(answerer, "syntax", questions)
    assert not differences, "\n".join(map(str, differences))


def test_a_crash_is_an_answer_too(tmp_path: Path) -> None:
    program = tmp_path / "crashing.py"
    text = "import os\nfor line in open(0): os._exit(9) if '2' in line else print(1, flush=True)\n"
    program.write_text(text)
    answers = fuzz.collect_answers([sys.executable, program], ["1", "2", "3"])
    assert answers[0] == answers[2] == "1"
    assert answers[1].startswith(f"{fuzz.GAVE_UP}: status 9")
