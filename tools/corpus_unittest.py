# SPDX-License-Identifier: Apache-2.0
"""`python -m unittest`, with each test's outcome written to a file.

    python corpus_unittest.py RECORD discover -q -s tests

Runs inside the environment of the package under test: only the standard library, and nothing but
the current folder is put on sys.path, as `python -m` does.
"""

from __future__ import annotations

import os
import sys
import unittest
from typing import Any


class RecordingResult(unittest.TextTestResult):
    """Notes `kind<TAB>id` as each test ends. A test that fails in parts is noted once for each."""

    record: list[str] = []  # noqa: RUF012  (one list for the run; unittest makes the instances)

    def note(self, kind: str, test: unittest.TestCase) -> None:
        """Remember one outcome."""
        self.record.append(f"{kind}\t{' '.join(test.id().split())}")

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


def main() -> None:
    """Run unittest's own command line, then write what was noted."""
    record_path = sys.argv[1]
    sys.path[0] = os.getcwd()
    arguments = ["python -m unittest", *sys.argv[2:]]
    program = unittest.main(None, argv=arguments, exit=False, testRunner=RecordingRunner)
    with open(record_path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in RecordingResult.record)
    sys.exit(not program.result.wasSuccessful())


if __name__ == "__main__":
    main()
