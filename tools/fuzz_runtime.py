# SPDX-License-Identifier: Apache-2.0
"""Random questions to the standalone runtime and to CPython: `make fuzz ARGS="--kinds codecs"`.

tests/stress/answer.py is built as a program; it and CPython answer the same expressions, thousands
in one process. A difference, a crash and an answer that does not come are findings.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from standalone_programs import ENVIRONMENT, build_program
from venvs import ROOT

STRESS = ROOT / "tests" / "stress"
sys.path[:0] = [str(ROOT), str(STRESS)]

from questions import QUESTIONS  # noqa: E402  (found by the line above)

__all__ = ["QUESTIONS", "Difference", "build_answerer", "compare_answers", "make_questions"]

# Encodings that the questions name only when the program runs.
ENCODINGS = (
    *("ascii", "cp1252", "cp437", "iso8859_15", "koi8_r", "latin_1", "punycode"),
    *("raw_unicode_escape", "unicode_escape", "utf_16", "utf_16_be", "utf_16_le", "utf_32"),
    *("utf_32_be", "utf_32_le", "utf_7", "utf_8", "utf_8_sig"),
)
TIMEOUT = 120
GAVE_UP = "no answer"


@dataclass(frozen=True)
class Difference:
    """A question and the two answers."""

    kind: str
    question: str
    expected: str
    found: str

    def __str__(self) -> str:
        answers = f"  CPython: {self.expected}\n  ours:    {self.found}\n"
        return f"=== {self.kind}: {self.question}\n{answers}"


def build_answerer(output: Path) -> Path:
    """The program that answers."""
    include = tuple(f"encodings.{name}" for name in ENCODINGS)
    return build_program(STRESS / "answer.py", output, "bytecode", include)


def make_questions(kind: str, seed: int, count: int) -> list[str]:
    """The questions of a kind for a seed, each one line."""
    ask: Callable[[Random], str] = QUESTIONS[kind]
    random = Random(f"{kind} {seed}")
    return [ask(random) for _ in range(count)]


def compare_answers(program: Path, kind: str, questions: Sequence[str]) -> list[Difference]:
    """Where the program and CPython disagree."""
    expected = collect_answers([sys.executable, STRESS / "answer.py"], questions)
    found = collect_answers([program], questions)
    return [
        Difference(kind, question, theirs, ours)
        for question, theirs, ours in zip(questions, expected, found, strict=True)
        if theirs != ours
    ]


def collect_answers(command: Sequence[str | Path], questions: Sequence[str]) -> list[str]:
    """An answer to each question; after a crash a new process goes on with the next one."""
    answers: list[str] = []
    while len(answers) < len(questions):
        got, ending = ask_process(command, questions[len(answers) :])
        answers += got
        if len(answers) < len(questions):
            answers.append(f"{GAVE_UP}: {ending}")
    return answers


def ask_process(command: Sequence[str | Path], questions: Sequence[str]) -> tuple[list[str], str]:
    """The answers that one process gave, and how it ended."""
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered:
        asked.write("\n".join(map(one_line, questions)).encode() + b"\n")
        asked.seek(0)
        try:
            result = subprocess.run(
                command,
                stdin=asked,
                stdout=answered,
                stderr=subprocess.PIPE,
                env={**ENVIRONMENT, **sanitizer_options()},
                timeout=TIMEOUT,
                check=False,
            )
            said = result.stderr.decode(errors="replace")[-3000:]
            ending = f"status {result.returncode}\n{said}"
        except subprocess.TimeoutExpired:
            ending = f"not within {TIMEOUT} s"
        answered.seek(0)
        return answered.read().decode("ascii").splitlines()[: len(questions)], ending


def one_line(question: str) -> str:
    """The question in ASCII; what is not stands in string literals only."""
    return question.encode("ascii", "backslashreplace").decode("ascii")


def sanitizer_options() -> dict[str, str]:
    """What is set for sanitized programs, for those that are."""
    return {
        name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ
    }
