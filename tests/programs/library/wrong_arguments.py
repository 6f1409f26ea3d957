"""What functions that are written in C say to calls that do not fit: places, names, counts, and which fault is first."""

import array
import bisect
import collections
import copy
import heapq
import inspect
import io
import os
import pickle
import signal
import struct
import sys
import warnings
import zlib


class Odd:
    pass


def say(function, *args, **named):
    try:
        print(function(*args, **named))
    except Exception as error:
        print(type(error).__name__, error)


print("--- named ones that do not fit")
for name in ("encoding", "errors", "newline", "buffering"):
    say(open, os.devnull, **{name: Odd()})
for name in ("encoding", "newline"):
    say(io.TextIOWrapper, io.BytesIO(), **{name: 3})
say(io.TextIOWrapper, io.BytesIO(), 3)
text = io.TextIOWrapper(io.BytesIO())
for value in (2, "x", 1 << 70, None):
    say(text.reconfigure, line_buffering=value)
say(text.reconfigure, newline=5)
say(warnings.warn_explicit, "text", UserWarning, 3, 4)

print("--- how many there are")
say(os.kill, 1)
say(os.pread, 1)
say(os.nice)
say(io.BytesIO().seek)
say(io.StringIO().read, 1, 2)
say(signal.signal, 1)
say(signal.default_int_handler)
say(os.setpgid, 1)

print("--- names are looked at before values")
say(bisect.bisect, Odd(), 1, Odd(), nothing=1)
say((5).to_bytes, Odd(), length=2)
say(os.fchown, 0, uid=Odd())
say(struct.unpack_from, "i")

print("--- integers of C")
for number in (1 << 31, 1 << 70, -1 << 40):
    say(os.close, number)
    say(os.kill, number, 0)

print("--- what is no descriptor, no list")
say(os.fpathconf, Odd(), 1)
say(heapq.heapify, ())
say(heapq.heappush, (), 1)

print("--- what a method of a class is called with")
fromkeys = dict.__dict__["fromkeys"]
for args in ((), ({},), (list,)):
    say(fromkeys, *args)
say(fromkeys.__get__, None, 3)

print("--- texts of numbers at the limit")
sys.set_int_max_str_digits(4300)
for power in (4299, 4300, 4301):
    for number in (10**power, 10**power - 1, 1 - 10**power):
        say(lambda: len(str(number)))

print("--- numbers of devices")
for number in (
    -(1 << 40),
    -2,
    -1,
    0,
    3,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    (1 << 64) - 1,
    1 << 64,
    1.5,
):
    say(os.makedev, number, 5)
    say(os.makedev, 5, number)
    say(os.major, number)
    say(os.minor, number)

print("--- signatures")
for function in (os.rename, os.remove, os.access, os.getpid, os.waitpid, list, tuple):
    print(function.__name__, inspect.signature(function))

print("--- special methods by hand")
for method in (
    [].__setitem__,
    Odd().__setattr__,
    [].__mul__,
    (1).__pow__,
    property().__set__,
    property().__get__,
):
    say(method)
    say(method, 1, 2, 3, 4)

print("--- methods that know their class")
numbers = array.array("i", [1])
with open(os.devnull, "r+b", buffering=0) as raw:
    for method in (
        raw.read,
        raw.write,
        raw.readinto,
        raw.truncate,
        numbers.extend,
        numbers.tofile,
        numbers.fromfile,
    ):
        say(method, 1, 2, 3)
        say(method, other=1)
    for method in (
        raw.write,
        raw.readinto,
        numbers.extend,
        numbers.fromfile,
        numbers.__reduce_ex__,
    ):
        say(method)
for parcel in (zlib.compressobj(), zlib.decompressobj()):
    for method in (parcel.flush, parcel.__deepcopy__):
        say(method, 1, 2)
        say(method, other=1)
say(zlib.compressobj().compress)

print("--- counts that a deque says")
queue = collections.deque()
for method in (queue.insert, queue.index):
    say(method)
    say(method, 1, 2, 3, 4)
say(queue.rotate, 1, 2)
say(struct.pack, io.BytesIO())

print("--- files are not copied")
with open(os.devnull, "rb") as binary, open(os.devnull, encoding="utf-8") as text:
    for file in (binary, binary.raw, text):
        say(copy.copy, file)
        for protocol in (0, 2, 4):
            say(pickle.dumps, file, protocol)

print("--- times of what stat answers")
for fields in (range(10), [*range(10), 0.5, 1.5], range(16)):
    result = os.stat_result(fields)
    print(result.st_atime, result.st_mtime, result.st_ctime, result.st_atime_ns, result[7:])

print("--- counts that classes say, of subclasses as well")


class Kinds(set):
    pass


group = ExceptionGroup("several", [ValueError(1)])
say(int, 1, 2, 3)
say(super, 1, 2, 3)
say(type, 1, other=1)
say(Kinds, 1, 2)
say(group.derive)
say(group.derive, 1, 2)
