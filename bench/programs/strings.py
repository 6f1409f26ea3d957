# SPDX-License-Identifier: Apache-2.0
"""Strings taken apart and built up: indexing, slices, +=, join, methods."""

SIZE = 40_000


def rotate(text, shift):
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + shift) % 26 + 97))
        else:
            out.append(c)
    return "".join(out)


def run(n):
    total = 0
    line = ""
    for i in range(n):
        line += "abc xyz"[i % 7]
        if len(line) >= 60:
            rotated = rotate(line, i % 26)
            words = rotated.split(" ")
            total += len(words) + sum(len(word) for word in words if word.startswith("x"))
            line = rotated[50:] + f"{i:x}"
    return total, line
