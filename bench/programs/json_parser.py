# SPDX-License-Identifier: Apache-2.0
"""A JSON-like reader as a class: a cursor over a string, one method for each kind of value."""

SIZE = 150

DOCUMENT = """
{"name": "catalogue", "version": 3, "entries": [
  {"id": 1, "title": "First light", "price": 12.5, "tags": ["a", "b", "long tag"], "stock": null},
  {"id": 2, "title": "Second \\"wind\\"", "price": 7.25e1, "tags": [], "stock": true},
  {"id": 3, "title": "Third\\nline", "price": -0.5, "tags": ["x"], "stock": false}
], "nested": {"deep": {"deeper": {"deepest": [1, [2, [3, [4, []]]]]}}}}
"""

ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


class ParseError(Exception):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


class Parser:
    def __init__(self, text):
        self.text = text
        self.pos = 0

    def peek(self):
        while self.pos < len(self.text) and self.text[self.pos] in " \t\r\n":
            self.pos += 1
        return self.text[self.pos] if self.pos < len(self.text) else ""

    def expect(self, char):
        if self.peek() != char:
            raise ParseError(f"expected {char!r}", self.pos)
        self.pos += 1

    def value(self):
        char = self.peek()
        if char == "{":
            return self.mapping()
        if char == "[":
            return self.sequence()
        if char == '"':
            return self.string()
        if char == "-" or char.isdigit():
            return self.number()
        for word, result in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.pos):
                self.pos += len(word)
                return result
        raise ParseError(f"unexpected {char!r}", self.pos)

    def mapping(self):
        self.expect("{")
        result = {}
        if self.peek() == "}":
            self.pos += 1
            return result
        while True:
            self.peek()
            key = self.string()
            self.expect(":")
            result[key] = self.value()
            if self.peek() == ",":
                self.pos += 1
                continue
            self.expect("}")
            return result

    def sequence(self):
        self.expect("[")
        result = []
        if self.peek() == "]":
            self.pos += 1
            return result
        while True:
            result.append(self.value())
            if self.peek() == ",":
                self.pos += 1
                continue
            self.expect("]")
            return result

    def string(self):
        self.expect('"')
        parts = []
        while True:
            char = self.text[self.pos]
            self.pos += 1
            if char == '"':
                return "".join(parts)
            if char == "\\":
                escape = self.text[self.pos]
                self.pos += 1
                parts.append(ESCAPES[escape])
            else:
                parts.append(char)

    def number(self):
        start = self.pos
        text = self.text
        while self.pos < len(text) and text[self.pos] in "+-0123456789.eE":
            self.pos += 1
        literal = text[start : self.pos]
        return float(literal) if "." in literal or "e" in literal else int(literal)


def run(n):
    total = 0
    for i in range(n):
        document = Parser(DOCUMENT).value()
        total += len(document["entries"][i % 3]["title"])
        try:
            Parser('{"broken": [1, 2,, 3]}').value()
        except ParseError as error:
            total += error.position
    return total, document
