# SPDX-License-Identifier: Apache-2.0
"""What `tools/peer_tests.py` runs of a module with doctests, compiled or not.

    python peer_tests_main.py MODULE

Prints each example with what it gave, then each test of its unittest classes with how it ended.
What an example expects does not matter.
"""

from __future__ import annotations

import doctest
import sys
import traceback
import unittest
from typing import Any


class Examples(doctest.DocTestRunner):
    """Says what each example gives."""

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        """Nothing yet."""

    def report_success(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """As expected: the text is known, and so is what an exception said."""
        self.tell(out, test, example, got)

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Not as expected."""
        self.tell(out, test, example, got)

    def report_unexpected_exception(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """An exception that is not expected, or says something else."""
        self.tell(out, test, example, "".join(traceback.format_exception_only(exc_info[1])))

    def tell(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        """One line."""
        out(f"{test.name}:{example.lineno} {example.source.strip()!r} -> {got!r}\n")


class Tests(unittest.TestResult):
    """Says how each test ends."""

    def startTest(self, test: unittest.TestCase) -> None:
        """Remember how many failed before."""
        super().startTest(test)
        self.before = len(self.failures), len(self.errors), len(self.skipped)

    def stopTest(self, test: unittest.TestCase) -> None:
        """One line."""
        kept = self.failures, self.errors, self.skipped
        new = [text for tests, n in zip(kept, self.before, strict=True) for _, text in tests[n:]]
        print(f"{test} -> {' '.join(new) or 'ok'!r}")
        super().stopTest(test)

    def _exc_info_to_string(self, err: Any, test: unittest.TestCase) -> str:
        """Without the traceback, which has frames of unittest."""
        return "".join(traceback.format_exception_only(err[1]))


def run(name: str) -> None:
    """Run all that the module has."""
    module = __import__(name)  # whose traceback has no frames of the importer
    runner = Examples(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    for test in sorted(doctest.DocTestFinder(exclude_empty=True).find(module)):
        runner.run(test, out=sys.stdout.write)
    unittest.defaultTestLoader.loadTestsFromModule(module).run(Tests())


if __name__ == "__main__":
    sys.path.insert(0, "")
    run(sys.argv[1])
