"""Counts words, but not the common ones."""

from wordcount.counting import count_words

__all__ = ["count_words"]
