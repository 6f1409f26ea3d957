"""Finds words in a square of letters."""

__version__ = "0.9.1"


def find(square, word):
    """Positions (row, column) where *word* begins, read to the right or downwards."""
    size = len(square)
    columns = ["".join(row[i] for row in square) for i in range(size)]
    found = [(r, c) for r, row in enumerate(square) for c in _starts(row, word)]
    found += [(r, c) for c, column in enumerate(columns) for r in _starts(column, word)]
    return sorted(set(found))


def _starts(line, word):
    starts = []
    position = line.find(word)
    while position >= 0:
        starts.append(position)
        position = line.find(word, position + 1)
    return starts
