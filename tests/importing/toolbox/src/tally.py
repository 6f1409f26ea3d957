"""Counts words; a module that can be run as a program."""

import collections
import pickle
import sys
import wave  # nothing else imports this


class Count:
    def __init__(self, pairs):
        self.pairs = pairs

    def __eq__(self, other):
        return isinstance(other, Count) and self.pairs == other.pairs

    __hash__ = None


def tally(text):
    """How often each word occurs.

    >>> tally("a b a").pairs
    [('a', 2), ('b', 1)]
    """
    return Count(sorted(collections.Counter(text.split()).items()))


def main():
    count = tally(" ".join(sys.argv[1:]))
    print(count.pairs, __name__, repr(__package__), __spec__.name, __file__, sys.argv[0])
    print(pickle.loads(pickle.dumps(count)) == count, "tally" in sys.modules, wave.__name__)


print("the body of", __name__)
if __name__ == "__main__":
    main()
