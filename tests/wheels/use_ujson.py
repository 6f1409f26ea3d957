# SPDX-License-Identifier: Apache-2.0
import decimal
import io
import math

import ujson

data = {"a": [1, 2.5, None, True, False], "b": {"c": 'é\u2028"\\/', "d": -(2**63)}, "e": []}
s = ujson.dumps(data, sort_keys=True)
print(s)
print(ujson.loads(s) == data)
print(ujson.dumps(data, indent=2, sort_keys=True, ensure_ascii=False))
print(ujson.dumps("<tag>&/", encode_html_chars=True, escape_forward_slashes=False))
print(ujson.dumps([1.0, 1e100, 1.1, -0.0, 1 / 3]))
print(ujson.loads('[1, 2.5e3, -7, 123456789012345678901234567890, "\\ud83d\\ude00"]'))
print(ujson.dumps(2**64 - 1), ujson.dumps(2**70))
for text in ["", "[1,", '{"a" 1}', "tru", "[1]x", '"\\u12"', "nan?"]:
    try:
        print(ujson.loads(text))
    except ujson.JSONDecodeError as exc:
        print("JSONDecodeError:", exc)
for obj in [math.inf, object, {1, 2}]:
    try:
        print(ujson.dumps(obj, allow_nan=False))
    except (OverflowError, TypeError, ValueError) as exc:
        print(type(exc).__name__)


class Custom:
    def __json__(self):
        return '{"custom": [1, 2]}'


class ToDict:
    def toDict(self):
        return {"z": 1}


print(ujson.dumps([Custom()]), ujson.dumps(ToDict()))
print(
    ujson.dumps(
        [decimal.Decimal("1.5"), {1, 2}],
        default=lambda o: sorted(o) if isinstance(o, set) else str(o),
    )
)
f = io.StringIO()
ujson.dump({"k": (1, 2)}, f)
f.seek(0)
print(ujson.load(f))
deep = []
for _ in range(200):
    deep = [deep]
print(len(ujson.dumps(deep)))
loop = []
loop.append(loop)
try:
    ujson.dumps(loop)
except OverflowError as exc:
    print("OverflowError:", exc)
big = {str(i): list(range(i % 7)) for i in range(3000)}
print(ujson.loads(ujson.dumps(big)) == big)
