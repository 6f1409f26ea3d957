# SPDX-License-Identifier: Apache-2.0
"""orjson: Rust with bindings of its own."""

import dataclasses
import datetime
import enum
import uuid

import orjson


@dataclasses.dataclass
class Point:
    x: int
    y: float


class Color(enum.Enum):
    RED = "red"


value = {
    "text": "ü\n\u2028",
    "numbers": [1, -2.5, 1e300, 2**53],
    "when": datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.UTC),
    "day": datetime.date(2024, 2, 29),
    "id": uuid.UUID(int=5),
    "point": Point(1, 2.0),
    "color": Color.RED,
    "none": None,
}
text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
print(text.decode())
print(orjson.dumps({"b": 1, "a": [True, False]}, option=orjson.OPT_INDENT_2).decode())
print(orjson.loads(text))
print(orjson.dumps({1: 2}, option=orjson.OPT_NON_STR_KEYS))
print(orjson.dumps([1j], default=lambda item: str(item)))
for wrong in (b"{", b"[1,]", b'"\xff"', b"nul"):
    try:
        orjson.loads(wrong)
    except orjson.JSONDecodeError as error:
        print(error.msg, error.lineno, error.colno, error.pos)
try:
    orjson.dumps(object())
except TypeError as error:
    print(error)
