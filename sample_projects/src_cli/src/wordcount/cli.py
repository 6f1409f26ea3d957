"""The command `wordcount`."""

import argparse
import sys

from wordcount.counting import count_words


def main(argv=None):
    parser = argparse.ArgumentParser(prog="wordcount")
    parser.add_argument("--top", type=int, default=3)
    arguments = parser.parse_args(argv)
    counts = count_words(sys.stdin.read())
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: arguments.top]:
        print(f"{count:5d} {word}")
    return 0
