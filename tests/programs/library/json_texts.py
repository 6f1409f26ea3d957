"""JSON read and written: all kinds of values, hooks, escapes, and what is wrong with a text."""

import json


def attempt(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except (ValueError, TypeError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


print(
    json.loads(' {"a": [1, -2.5e3, 0.1, true, false, null], "b": {"c": {}, "d": []}, "a2": NaN} ')
)
print(
    json.loads(r'["\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t", "plain", "é😀", "\ud800"]')
    .__repr__()
    .encode("unicode_escape")
)
print(
    json.dumps('é😀\x00\x1f\x7f"\\\n\t\ud800'),
    json.dumps("é", ensure_ascii=False),
    json.dumps(["a" * 5, ""]),
)
print(
    json.loads("[Infinity, -Infinity]"),
    json.loads("123456789012345678901234567890"),
    json.loads("1E400"),
)
print(json.loads('{"a": 1, "b": 2.5}', parse_int=str, parse_float=lambda text: text + "!"))
print(json.loads('{"a": {"b": 1}, "a": 2}', object_pairs_hook=lambda pairs: pairs))
print(json.loads('{"a": {"b": 1}}', object_hook=lambda members: sorted(members)))
print(
    json.loads("[NaN]", parse_constant=lambda name: name.lower()), json.loads('"\t"', strict=False)
)
first, second = json.loads('[{"name": 1}, {"name": 2}]')
print(next(iter(first)) is next(iter(second)))
for text in (
    *(
        "",
        " ",
        "[",
        "[1",
        "[1 2]",
        "[1,",
        "{",
        '{"a"',
        '{"a" 1}',
        '{"a":',
        '{"a":1',
        '{"a":1 "b"}',
        "{1:2}",
        "[]x",
    ),
    *(
        '"',
        '"abc',
        r'"\x"',
        r'"\u12"',
        r'"\ud800\u1"',
        '"\n"',
        "-",
        "-x",
        "01",
        "1.",
        "tru",
        "nul",
        "+1",
        "'a'",
    ),
):
    print(ascii(text), attempt(json.loads, text))
print(
    attempt(json.loads, "[" * 100000) is not None,
    attempt(json.loads, 5),
    json.loads(b'["\xc3\xa9"]'),
)
text = json.dumps(
    [{f"key {i}": [i, i / 4, str(i), None]} for i in range(100)], indent=1, sort_keys=True
)
print(len(text), json.loads(text)[99])
print(json.JSONDecoder().raw_decode("[1] rest"), attempt(json.JSONDecoder().raw_decode, "x"))


class Number(int):
    def __repr__(self):
        return "not this"


values = [1, (2, [3.5, -0.0]), {"b": None, "a": {True: Number(5), 2.5: "é", None: []}}, {}, 10**25]
for options in (
    {},
    {"indent": 2},
    {"separators": (",", ":")},
    {"ensure_ascii": False, "indent": "\t"},
):
    print(json.dumps(values, **options))
print(json.dumps({"b": 1, "a": 2}, sort_keys=True), json.dumps({(1,): 1, "a": 2}, skipkeys=True))
print(json.dumps([complex(1, 2)], default=lambda op: [op.real, op.imag]))
values.append(values)
for wrong in (values, {(1,): 2}, [object], {1: {2, 3}}):
    print(attempt(json.dumps, wrong))
print(json.dumps([float("inf"), float("nan")]), attempt(json.dumps, float("-inf"), allow_nan=False))
