"""A JSON parser and writer, an expression compiler for a stack machine, an INI reader, a tokenizer."""
import json
import re


class ParseError(ValueError):
    def __init__(self, message, at):
        super().__init__(f"{message} at {at}")
        self.at = at


class Json:
    ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}

    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ""

    def expect(self, c):
        if self.peek() != c:
            raise ParseError(f"expected {c!r}", self.at)
        self.at += 1

    def value(self):
        c = self.peek()
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return self.string()
        if c and c in "-0123456789":
            return self.number()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        raise ParseError(f"unexpected {c!r}", self.at)

    def object(self):
        out = {}
        self.expect("{")
        if self.peek() == "}":
            self.at += 1
            return out
        while True:
            if self.peek() != '"':
                raise ParseError("expected a key", self.at)
            key = self.string()
            self.expect(":")
            out[key] = self.value()
            if self.peek() == ",":
                self.at += 1
                continue
            self.expect("}")
            return out

    def array(self):
        out = []
        self.expect("[")
        if self.peek() == "]":
            self.at += 1
            return out
        while True:
            out.append(self.value())
            if self.peek() == ",":
                self.at += 1
            else:
                self.expect("]")
                return out

    def string(self):
        self.at += 1
        parts = []
        while True:
            if self.at >= len(self.text):
                raise ParseError("unterminated string", self.at)
            c = self.text[self.at]
            self.at += 1
            if c == '"':
                return "".join(parts)
            if c == "\\":
                c = self.text[self.at]
                self.at += 1
                if c == "u":
                    parts.append(chr(int(self.text[self.at:self.at + 4], 16)))
                    self.at += 4
                else:
                    parts.append(self.ESCAPES[c])
            else:
                parts.append(c)

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-0123456789.eE":
            self.at += 1
        text = self.text[start:self.at]
        return float(text) if any(c in text for c in ".eE") else int(text)


def dump(value, indent=0):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    pad = "  " * (indent + 1)
    if isinstance(value, dict):
        body = [f"{pad}{dump(k)}: {dump(v, indent + 1)}" for k, v in value.items()]
    else:
        body = [pad + dump(v, indent + 1) for v in value]
    left, right = "{}" if isinstance(value, dict) else "[]"
    return left + "\n" + ",\n".join(body) + "\n" + "  " * indent + right if body else left + right


TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|(\w+)|(\*\*|[-+*/()^=<>]))")
PRECEDENCE = {"=": 0, "<": 1, "+": 2, "-": 2, "*": 3, "/": 3, "**": 4}


def tokenize(text):
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ParseError("bad character", at)
        at = match.end()
        number, name, operator = match.groups()
        yield ("number", float(number)) if number else ("name", name) if name else ("op", operator)


def compile_expression(text):
    out, stack = [], []
    for kind, value in tokenize(text):
        if kind != "op":
            out.append((kind, value))
        elif value == "(":
            stack.append(value)
        elif value == ")":
            while stack[-1] != "(":
                out.append(("op", stack.pop()))
            stack.pop()
        else:
            while stack and stack[-1] != "(" and (PRECEDENCE[stack[-1]] > PRECEDENCE[value] or PRECEDENCE[stack[-1]] == PRECEDENCE[value] != 4):
                out.append(("op", stack.pop()))
            stack.append(value)
    while stack:
        out.append(("op", stack.pop()))
    return out


def execute(program, names):
    stack = []
    for kind, value in program:
        match kind, value:
            case "number", n:
                stack.append(n)
            case "name", name:
                stack.append(names[name])
            case "op", "+":
                b, a = stack.pop(), stack.pop()
                stack.append(a + b)
            case "op", "-":
                b, a = stack.pop(), stack.pop()
                stack.append(a - b)
            case "op", "*":
                b, a = stack.pop(), stack.pop()
                stack.append(a * b)
            case "op", "/":
                b, a = stack.pop(), stack.pop()
                stack.append(a / b)
            case "op", "**":
                b, a = stack.pop(), stack.pop()
                stack.append(a ** b)
            case "op", other:
                raise ParseError(f"no operator {other}", 0)
    return stack.pop()


def read_ini(lines):
    sections, current = {}, None
    for number, line in enumerate(lines, 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], {})
        elif "=" in line and current is not None:
            key, _, value = (part.strip() for part in line.partition("="))
            current[key] = int(value) if value.lstrip("-").isdigit() else value
        else:
            raise ParseError(f"line {number}: {line!r}", number)
    return sections


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (ParseError, KeyError, IndexError, ZeroDivisionError) as error:
        return f"{type(error).__name__}: {error}"


def main():
    text = '{"a": [1, -2.5e3, true, null, {"b\\n": "q\\"\\u00e9"}], "empty": {}, "list": [], "big": 123456789012345678901234567890}'
    value = Json(text).value()
    print(value == json.loads(text), value)
    print(dump(value), json.loads(dump(value)) == value)
    for bad in ("{", "[1 2]", '{"a" 1}', '"open', "nul", "{1: 2}", ""):
        print(bad, attempt(Json(bad).value))
    names = {"x": 3.0, "y": 0.5}
    for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "x * (y - 1) / 2", "8 - 3 - 2", "1 / (y - y)", "z", "1 +", "1 = 2", "3 $ 4"):
        print(text, "=", attempt(lambda: execute(compile_expression(text), names)))
    print(read_ini(["[one]", "a = 1 # comment", "", "b = two = 2", "[two]", "c=-5"]), attempt(read_ini, ["x = 1"]))


if __name__ == "__main__":
    main()
