"""A cipher that keeps nothing secret."""

import sys

from caesar.__about__ import __version__

__all__ = ["__version__", "main", "rotate"]


def rotate(text, by=13):
    result = []
    for letter in text:
        if letter.isascii() and letter.isalpha():
            start = ord("a") if letter.islower() else ord("A")
            letter = chr((ord(letter) - start + by) % 26 + start)
        result.append(letter)
    return "".join(result)


def main():
    print(rotate(sys.stdin.read()), end="")
