# SPDX-License-Identifier: Apache-2.0
"""Outcomes of a test suite, test by test, and how two runs of it differ."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

KINDS = ("passed", "failed", "error", "skipped", "xfailed")

# The same id may occur twice (a parametrization with equal values), so this is a multiset.
Outcomes = Counter[tuple[str, str]]

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


def read_junit(file: Path) -> Outcomes:
    """(test id, kind) for each case of a JUnit file written by pytest."""
    outcomes: Outcomes = Counter()
    for case in ET.parse(file).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        outcomes[normalize(name), _kind(case)] += 1
    return outcomes


def read_lines(file: Path) -> Outcomes:
    """(test id, kind) for each `kind<TAB>id` line written by corpus_unittest.py."""
    outcomes: Outcomes = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        kind, _, name = line.partition("\t")
        outcomes[normalize(name), kind] += 1
    return outcomes


def normalize(name: str) -> str:
    """A test id without the addresses that the repr of a parameter may hold."""
    return ADDRESS.sub("0x", name)


def without_folder(outcomes: Outcomes, folder: Path) -> Outcomes:
    """The outcomes without the folder that parameters may name: each half has its own."""
    found: Outcomes = Counter()
    for (name, kind), number in outcomes.items():
        found[name.replace(str(folder), "{work}"), kind] += number
    return found


def count(outcomes: Outcomes) -> dict[str, int]:
    """How many tests of each kind; kinds that did not occur are left out."""
    totals = Counter[str]()
    for (_, kind), number in outcomes.items():
        totals[kind] += number
    return {kind: totals[kind] for kind in KINDS if totals[kind]}


def compare(baseline: Outcomes, native: Outcomes) -> list[str]:
    """One line for each test that ended differently, sorted; empty when the runs agree."""
    before, after = baseline - native, native - baseline
    kinds_after: dict[str, list[str]] = {}
    for name, kind in sorted(after.elements()):
        kinds_after.setdefault(name, []).append(kind)
    lines = []
    for name, kind in sorted(before.elements()):
        now = kinds_after.get(name)
        lines.append(f"{name}: {kind} -> {now.pop(0) if now else 'not run'}")
    lines += [f"{name}: not run -> {kind}" for name, kinds in kinds_after.items() for kind in kinds]
    return sorted(lines)


def _kind(case: ET.Element) -> str:
    skipped = case.find("skipped")
    if case.find("failure") is not None:
        return "failed"
    if case.find("error") is not None:
        return "error"
    if skipped is not None:
        return "xfailed" if skipped.get("type") == "pytest.xfail" else "skipped"
    return "passed"
