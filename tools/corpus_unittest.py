# SPDX-License-Identifier: Apache-2.0
"""`python -m unittest`, with each test's outcome written to a file.

    python corpus_unittest.py RECORD discover -q -s tests
    python corpus_unittest.py RECORD --script tests/runtests.py ARGS    a suite with its own runner

Runs inside the environment of the package under test: only the standard library, and nothing but
the current folder is put on sys.path, as `python -m` does.
"""

from __future__ import annotations

import os
import runpy
import sys
import unittest
from typing import Any, TextIO


class RecordingResult(unittest.TextTestResult):
    """Notes `kind<TAB>id` as each test ends. A test that fails in parts is noted once for each."""

    record: TextIO  # one file for the run; unittest makes the instances

    def note(self, kind: str, test: unittest.TestCase) -> None:
        """Write one outcome; at once, for the process may not live to the end."""
        self.record.write(f"{kind}\t{' '.join(test.id().split())}\n")

    def addSuccess(self, test: Any) -> None:
        super().addSuccess(test)
        self.note("passed", test)

    def addFailure(self, test: Any, err: Any) -> None:
        super().addFailure(test, err)
        self.note("failed", test)

    def addError(self, test: Any, err: Any) -> None:
        super().addError(test, err)
        self.note("error", test)

    def addSkip(self, test: Any, reason: str) -> None:
        super().addSkip(test, reason)
        self.note("skipped", test)

    def addExpectedFailure(self, test: Any, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self.note("xfailed", test)

    def addUnexpectedSuccess(self, test: Any) -> None:
        super().addUnexpectedSuccess(test)
        self.note("failed", test)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note("failed", subtest)


class RecordingRunner(unittest.TextTestRunner):
    """The ordinary runner, its results recorded."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**{**arguments, "resultclass": RecordingResult})


def run(record: str, arguments: list[str]) -> bool:
    """Run unittest's own command line with these arguments; whether all went well."""
    with open(record, "w", encoding="utf-8", buffering=1) as RecordingResult.record:
        words = ["python -m unittest", *arguments]
        program = unittest.main(None, argv=words, exit=False, testRunner=RecordingRunner)
    return program.result.wasSuccessful()


def run_script(record: str, arguments: list[str]) -> None:
    """Run a script that makes a runner of its own, as `python SCRIPT ARGS` would."""
    unittest.TextTestRunner.resultclass = RecordingResult  # type: ignore[assignment]
    sys.argv = arguments
    sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
    with open(record, "w", encoding="utf-8", buffering=1) as RecordingResult.record:
        runpy.run_path(arguments[0], run_name="__main__")


def main() -> None:
    """The command line above."""
    record, *arguments = sys.argv[1:]
    if arguments[:1] == ["--script"]:
        run_script(record, arguments[1:])
    else:
        sys.path[0] = os.getcwd()
        sys.exit(not run(record, arguments))


if __name__ == "__main__":
    main()
