# SPDX-License-Identifier: Apache-2.0
"""Suites that run over the compiled library: CPython's own tests, and those of packages.

Each is run twice by the same CPython, once over its own library, once with the compiled one ahead;
what counts is that every test ends the same way.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import corpus
from corpus_outcomes import Outcomes, compare, count
from corpus_package import Package, StepFailed, unpack_sdist
from cpython_tests_ext import cpython_outcomes, read_reasons, run, settle
from cpython_tests_table import find_reason
from cpython_tests_tree import Half
from stdlib_imports import ALWAYS_FROZEN, modules_of
from stdlib_tree import FLAGS, Library
from venvs import ROOT

REASONS = ROOT / "tests" / "cpython_tests" / "library_differences.txt"


@dataclass(frozen=True)
class OverLibrary(Half):
    """A module of tests that finds the compiled library before CPython's own."""

    library: Library = field(kw_only=True)

    def environment(self) -> dict[str, str]:
        """The package `test` first, the library next."""
        folders = os.pathsep.join([str(self.folder), str(self.library.folder)])
        return {**super().environment(), "PYTHONPATH": folders}


def run_tests(library: Library, name: str) -> dict[str, Any]:
    """The record of one module of CPython's tests."""
    half = OverLibrary(
        name, library.version, library.python, "over-library", FLAGS, library=library
    )
    plain = Half(name, library.version, library.python, "beside-library", FLAGS)
    expected = cpython_outcomes(plain, 0, repeat=False)
    half.lay_out()
    ended, found, origins = run(half)
    if compare(expected, found):
        # What CPython itself does not end the same way every time proves nothing.
        expected = settle(expected, cpython_outcomes(plain, 1, repeat=False), found)
    problems = compare(expected, found)
    if not expected or (ended < 0 and not problems):
        problems.append(f"ended with status {ended}")
    modules = {module for part in library.parts() for module in modules_of(part)}
    loaded = [name for name in origins if name in modules - ALWAYS_FROZEN]
    native = [name for name in loaded if str(origins[name]).endswith((".so", ".pyd"))]
    problems += [
        f"{name} is not native: its origin is {origins[name]}" for name in {*loaded} - {*native}
    ]
    record = suite_record(half.key, expected, found, problems)
    return {**record, "modules": len(loaded), "native_modules": len(native)}


def run_package(library: Library, package: Package) -> dict[str, Any]:
    """The record of one package of the corpus, which is not compiled itself."""
    job = corpus.Job(package, library.version, library.python, (), baseline_only=True)
    try:
        expected, _ = corpus.baseline_outcomes(job, unpack_sdist(package, library.python))
        half = corpus.plain_half(job)
        found, _ = half.run_tests({"PYTHONPATH": str(library.folder)})
    except StepFailed as failure:
        return {"status": "failed", "problems": str(failure).splitlines()}
    problems = compare(expected, found)
    return suite_record(f"{package.name}@{library.version}", expected, found, problems)


def suite_record(
    key: str, expected: Outcomes, found: Outcomes, problems: list[str]
) -> dict[str, Any]:
    """What is kept of both runs of a suite."""
    known = read_reasons(REASONS)
    unknown = [line for line in problems if not find_reason(key, line, known)]
    return {
        "status": "failed" if unknown else "passed",
        "tests": sum(expected.values()),
        "same": sum((expected & found).values()),
        "found": count(found),
        "problems": problems,
    }
