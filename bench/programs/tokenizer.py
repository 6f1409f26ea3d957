# SPDX-License-Identifier: Apache-2.0
"""A JSON reader that goes through its text character by character."""

SIZE = 2_500

DOCUMENT = '{"name": "v %d", "list": [1, 2.5, -3e2, true, null], "nested": {"a": {"b": [[], {}]}}}'


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def skip(self):
        while self.text[self.at] in " \n":
            self.at += 1
        return self.text[self.at]

    def value(self):
        c = self.skip()
        if c == "{":
            return self.mapping()
        if c == "[":
            return self.sequence()
        if c == '"':
            return self.string()
        return self.word()

    def mapping(self):
        result = {}
        self.at += 1
        while self.skip() != "}":
            key = self.string()
            self.skip()
            self.at += 1
            result[key] = self.value()
            if self.skip() == ",":
                self.at += 1
                self.skip()
        self.at += 1
        return result

    def sequence(self):
        result = []
        self.at += 1
        while self.skip() != "]":
            result.append(self.value())
            if self.skip() == ",":
                self.at += 1
        self.at += 1
        return result

    def string(self):
        start = self.at + 1
        end = start
        while self.text[end] != '"':
            end += 1
        self.at = end + 1
        return self.text[start:end]

    def word(self):
        start = self.at
        while self.text[self.at] not in ",]} \n":
            self.at += 1
        word = self.text[start : self.at]
        if word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        return float(word) if "." in word or "e" in word else int(word)


def run(n):
    total = 0
    for i in range(n):
        value = Reader(DOCUMENT % i).value()
        total += len(value["name"]) + len(value["list"])
    return total
