"""What small scripts use: arguments, JSON, dates, logging, hashes."""

import argparse
import base64
import datetime
import decimal
import difflib
import fractions
import hashlib
import json
import logging
import random
import shlex
import statistics

random.seed(5)
print(random.random(), random.randint(1, 10), random.sample(range(100), 3))
print(json.dumps({"a": [1, 2.5, None, True]}, indent=1), json.loads('{"x": [1, {"y": "\\u00e9"}]}'))
p = argparse.ArgumentParser(prog="x")
p.add_argument("--n", type=int, default=3)
p.add_argument("f")
print(p.parse_args(["--n", "4", "file"]))
print(p.format_help())
print(
    datetime.date(2024, 2, 29) + datetime.timedelta(days=366),
    datetime.datetime(2020, 1, 2, 3, 4).isoformat(),
)
logging.basicConfig(format="%(levelname)s %(message)s")
logging.warning("hi %s", 1)
print(statistics.mean([1, 2, 4]), hashlib.sha256(b"a").hexdigest(), base64.b64encode(b"abc"))
print(shlex.split("a 'b c'"), fractions.Fraction(3, 6), decimal.Decimal("1.1") + 2)
print("\n".join(difflib.unified_diff(["a"], ["b"], lineterm="")))
