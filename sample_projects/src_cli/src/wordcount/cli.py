"""The command `wordcount`."""

import argparse
import sys

from wordcount.counting import count_words


def main(argv=None):
    parser = argparse.ArgumentParser(prog="wordcount")
    parser.add_argument("--top", type=int, default=3)
    arguments = parser.parse_args(argv)
    counts = count_words(sys.stdin.read())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, count in ranked[: arguments.top]:
        print(f"{count:5d} {word}")
    return 0
