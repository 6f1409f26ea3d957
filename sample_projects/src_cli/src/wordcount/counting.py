from importlib import resources


def stop_words():
    """The words that do not count, shipped as package data."""
    text = resources.files("wordcount").joinpath("data", "stop_words.txt").read_text("utf-8")
    return frozenset(text.split())


def count_words(text):
    ignored = stop_words()
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,;:!?\"'()")
        if word and word not in ignored:
            counts[word] = counts.get(word, 0) + 1
    return counts
