"""Arrays of numbers: all codes, slices, views, files, pickles, and what does not fit."""

import array
import bisect
import copy
import io
import operator
import pickle
import struct
import sys
from collections.abc import MutableSequence


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (TypeError, ValueError, IndexError, OverflowError, EOFError, BufferError) as error:
        return f"{type(error).__name__}: {error}"


for code in "bBhHiIlLqQfd":
    numbers = array.array(code, [3, 1, 2])
    numbers.append(7)
    numbers.extend((5, 6))
    numbers.insert(1, 4)
    print(code, numbers, numbers.itemsize, numbers.tobytes().hex(), memoryview(numbers).format)
    print(
        attempt(numbers.append, -1), attempt(numbers.append, 1 << 64), attempt(numbers.append, "x")
    )

numbers = array.array("i", range(10))
print(numbers[2:5], numbers[::-3], numbers[-1], numbers + numbers[:2], numbers[:2] * 3)
numbers[2:4] = array.array("i", [20, 21, 22])
numbers[::5] = array.array("i", [100, 101, 102])
del numbers[1::2]
print(numbers, numbers.index(102), numbers.count(4), 21 in numbers, numbers.pop(0), numbers)
numbers += array.array("i", [1, 2])
numbers *= 2
numbers.reverse()
numbers.remove(22)
print(
    numbers, numbers.tolist(), sum(numbers), max(numbers), sorted(numbers), list(reversed(numbers))
)
print(attempt(numbers.index, 77), attempt(lambda: numbers[99]), attempt(numbers.__setitem__, 99, 1))
print(
    attempt(array.array, "x"),
    attempt(array.array, "i", "text"),
    attempt(operator.add, numbers, [1]),
)

with memoryview(numbers) as view:
    view[0] = 4711
    print(view.shape, view.strides, view.nbytes, attempt(numbers.append, 1), numbers[0])
    print(view.cast("B")[:4].tolist(), struct.unpack_from("<2i", view))
numbers.append(1)

print(
    numbers < numbers[:],
    numbers == numbers[:],
    numbers > numbers[1:],
    array.array("f", [1]) == array.array("b", [1]),
)
doubles = array.array("d", [1.5, float("inf"), -0.0])
print(doubles, doubles == array.array("d", doubles), struct.unpack("3d", doubles))
doubles.byteswap()
print(doubles.tobytes().hex())

stream = io.BytesIO()
numbers.tofile(stream)
stream.seek(0)
again = array.array("i")
print(attempt(again.fromfile, stream, len(numbers) + 1), again == numbers)
again.frombytes(b"\1\0\0\0")
print(attempt(again.frombytes, b"\1"), again[-1])


class Measured(array.array):
    def mean(self):
        return sum(self) / len(self)


values = Measured("d", [1, 2, 6])
values.unit = "m"
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    other = pickle.loads(pickle.dumps(values, protocol))
    print(type(other).__name__, other, other.unit, other.mean())
print(
    copy.copy(numbers) == numbers,
    copy.deepcopy(numbers) == numbers,
    isinstance(numbers, MutableSequence),
)
print(array._array_reconstructor(array.array, "i", 9, b"\0\0\1\0"))

ordered = array.array("h")
for value in (5, 1, 4, 2, 3):
    bisect.insort(ordered, value)
print(ordered, bytes(ordered[:2]), bytearray(ordered[1:3]))
match ordered:
    case [first, *rest]:
        print(first, rest)
print(
    sys.getsizeof(array.array("q", [1] * 100)) - sys.getsizeof(array.array("q")), hash(len(ordered))
)
iterator = iter(ordered)
next(iterator)
print(pickle.loads(pickle.dumps(list(iterator))), iterator.__reduce__()[1])
