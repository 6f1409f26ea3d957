import unittest

from toolbox import double


class DoubleTest(unittest.TestCase):
    def test_double(self):
        self.assertEqual(double(4), 8)


def test_plain():
    assert double("ab") == "abab"
