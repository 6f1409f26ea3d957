"""Tests in a program: their methods are called by names that begin with a prefix."""

import io
import logging
import re
import unittest


class Tests(unittest.TestCase):
    def setUp(self):
        self.calls = []

    def test_logs(self):
        with self.assertLogs("shop", "WARNING") as seen:
            logging.getLogger("shop").warning("low on %s", "pears")
        self.assertEqual(seen.output, ["WARNING:shop:low on pears"])
        with self.assertNoLogs("shop"):
            logging.getLogger("shop").debug("nothing")

    def test_imports_of_its_own(self):
        import colorsys
        from unittest import mock

        with mock.patch.object(self, "calls", ["patched"]) as calls:
            self.assertIs(self.calls, calls)
        self.assertEqual(colorsys.rgb_to_hsv(0, 0, 0), (0.0, 0.0, 0))

    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertLess(number, 2)

    def testing(self):
        self.fail("the prefix is all that counts")

    @unittest.expectedFailure
    def test_expected(self):
        self.assertEqual({"a": 1}, {"a": 2})

    @unittest.skip("not today")
    def test_skipped(self):
        raise AssertionError

    def helper(self):
        raise AssertionError("is no test")


stream = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
result = unittest.TextTestRunner(stream, verbosity=2).run(suite)
text = re.sub(r"in \d.*s\n", "in no time\n", stream.getvalue())
print(re.sub(r'File ".*[/\\]', 'File "', text))
print(result.testsRun, len(result.failures), len(result.errors), len(result.skipped))
