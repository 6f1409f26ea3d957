from importlib import metadata

import matrix_words

assert matrix_words.find(["cat", "a..", "t.."], "cat") == [(0, 0)]
assert matrix_words.find(["aaa", "bab", "aba"], "aa") == [(0, 0), (0, 1)]
assert metadata.version("matrix_words") == "0.9.1"
assert metadata.metadata("matrix_words")["Summary"] == "Finds words in a square of letters."
print("ok")
