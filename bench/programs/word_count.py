# SPDX-License-Identifier: Apache-2.0
"""Words of a text counted, grouped and ranked: dicts, sets, sorting by key, string methods."""

SIZE = 40

TEXT = """It was the best of times, it was the worst of times, it was the age of wisdom, it was
the age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the
season of Light, it was the season of Darkness, it was the spring of hope, it was the winter of
despair."""


def words_of(text):
    word = ""
    for char in text:
        if char.isalpha():
            word += char.lower()
        elif word:
            yield word
            word = ""
    if word:
        yield word


def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def index(lines):
    where = {}
    for number, line in enumerate(lines, 1):
        for word in line.split():
            word = word.strip(",.").lower()
            if word not in where:
                where[word] = set()
            where[word].add(number)
    return where


def anagrams(words):
    groups = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return [group for group in groups.values() if len(group) > 1]


def run(n):
    total = 0
    for i in range(n):
        counts = count(words_of(TEXT))
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        total += sum(n * len(word) for word, n in ranked)
        total += sum(len(numbers) for numbers in index(TEXT.split("\n")).values())
        total += len(anagrams(counts)) + sum(1 for word in counts if word.startswith("w"))
        total += len(", ".join(f"{word}: {n}" for word, n in ranked))
    return total
