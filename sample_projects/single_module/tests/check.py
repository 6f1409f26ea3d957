import doctest
import inspect
import pickle

import roman

assert doctest.testmod(roman).attempted == 1
assert [roman.from_roman(roman.to_roman(n)) for n in range(1, 4000)] == list(range(1, 4000))
assert pickle.loads(pickle.dumps(roman.to_roman)) is roman.to_roman
assert inspect.getsource(roman.from_roman).startswith("def from_roman(text):\n")
try:
    roman.to_roman(4000)
except ValueError as error:
    assert str(error) == "no Roman numeral for 4000"
else:
    raise AssertionError("4000 has no numeral")
print("ok")
