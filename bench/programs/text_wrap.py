# SPDX-License-Identifier: Apache-2.0
"""Paragraphs wrapped, justified and put into columns: strings taken apart and joined."""

SIZE = 150

WORDS = (
    "the quick brown fox jumps over the lazy dog while an unusually long-winded narrator "
    "explains, at length, why typesetting is harder than it looks and sometimes simply wrong"
)


def wrap(text, width):
    lines = []
    current = ""
    for word in text.split():
        if not current:
            current = word
        elif len(current) + 1 + len(word) <= width:
            current += " " + word
        else:
            lines.append(current)
            current = word
    if current:
        lines.append(current)
    return lines


def justify(line, width):
    words = line.split(" ")
    if len(words) == 1:
        return line.ljust(width)
    gaps = len(words) - 1
    spaces, extra = divmod(width - sum(len(word) for word in words), gaps)
    out = ""
    for i, word in enumerate(words[:-1]):
        out += word
        out += " " * (spaces + (1 if i < extra else 0))
    return out + words[-1]


def columns(left, right, width):
    height = max(len(left), len(right))
    rows = []
    for i in range(height):
        a = left[i] if i < len(left) else ""
        b = right[i] if i < len(right) else ""
        rows.append(f"{i + 1:>3} | {a:<{width}} | {b:<{width}} |")
    return rows


def capitalize_sentences(text):
    result = []
    start = True
    for char in text:
        if start and char.isalpha():
            result.append(char.upper())
            start = False
        else:
            result.append(char)
            if char in ".,!?":
                start = True
    return "".join(result)


def run(n):
    checksum = 0
    for i in range(n):
        width = 20 + i % 25
        text = capitalize_sentences(WORDS)
        left = [justify(line, width) for line in wrap(text, width)]
        right = wrap(text[::-1], width)
        page = "\n".join(columns(left, right, width))
        checksum = (checksum * 31 + len(page) + page.count(" ")) % 1_000_003
    return checksum
