"""match statements: literals, sequences, mappings, classes, guards, captures, alternatives."""
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


class Custom:
    __match_args__ = ("name",)

    def __init__(self, name, size):
        self.name, self.size = name, size


class Color:
    RED = 1
    BLUE = "b"


def describe(value):
    match value:
        case None:
            return "none"
        case True | False:
            return f"bool {value}"
        case 0:
            return "zero"
        case int() as n if n < 0:
            return f"negative {n}"
        case int(n):
            return f"int {n}"
        case float():
            return "float"
        case "a" | "b" as letter:
            return f"letter {letter}"
        case str():
            return "str"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"starts with 1, then {rest}"
        case [first, (second, *_), *others, last]:
            return f"{first} {second} {others} {last}"
        case [_, _]:
            return "pair"
        case {"kind": "circle", "r": r, **rest}:
            return f"circle {r} {rest}"
        case {"kind": kind}:
            return f"kind {kind}"
        case {}:
            return "mapping"
        case Point(x=0, y=0):
            return "origin"
        case Point(0, y):
            return f"on y at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case Custom("special", size=s):
            return f"special {s}"
        case Custom(name):
            return f"custom {name}"
        case _:
            return f"other {type(value).__name__}"


def values(value):
    match value:
        case Color.RED:
            return "red"
        case Color.BLUE:
            return "blue"
        case -1 | 1.5 | 2 + 3j:
            return "number"
        case other:
            return other


def evaluate(tree):
    match tree:
        case ("+", left, right):
            return evaluate(left) + evaluate(right)
        case ("*", left, right):
            return evaluate(left) * evaluate(right)
        case ("-", operand):
            return -evaluate(operand)
        case int() | float() as number:
            return number
    raise SyntaxError(f"bad tree {tree!r}")


def no_match(value):
    result = "untouched"
    match value:
        case [a, b]:
            result = a
        case {"x": [c, *_]} if c > 3:
            result = c
    return result


def main():
    for value in (None, True, 0, -5, 7, 1.5, "a", "zz", [], [9], [1, 2, 3], [5, [6, 7], 8, 9], (3, 4), ["x", "yz", 1],
                  {"kind": "circle", "r": 2, "c": "red"}, {"kind": "box"}, {}, {"z": 1}, Point(0, 0), Point(0, 5), Point(3, 3),
                  Point(1, 2), Custom("special", 3), Custom("x", 1), b"bytes", {1}, range(3), object):
        print(describe(value))
    print([values(v) for v in (1, "b", -1, 1.5, 2 + 3j, "?", 1.0)])
    print(evaluate(("+", 2, ("*", 3, ("-", 4)))), no_match([1, 2]), no_match({"x": [5]}), no_match({"x": [1]}), no_match("ab"))
    try:
        evaluate(("/", 1, 2))
    except SyntaxError as error:
        print(error)


if __name__ == "__main__":
    main()
