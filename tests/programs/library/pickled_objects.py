# SPDX-License-Identifier: Apache-2.0
"""Pickle: protocols, shared and recursive objects, hooks of classes, persistent ids, errors."""

import collections
import enum
import io
import pickle
from dataclasses import dataclass, field


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclass
class Node:
    name: str
    links: list = field(default_factory=list)


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


class Counted:
    """Has a state of its own, and arguments for `__new__`."""

    def __new__(cls, start, *, step=1):
        self = super().__new__(cls)
        self.start, self.step = start, step
        return self

    def __getnewargs_ex__(self):
        return (self.start,), {"step": self.step}

    def __getstate__(self):
        return {"seen": self.start + self.step}

    def __setstate__(self, state):
        self.__dict__.update(state)


class Reduced(list):
    def __reduce__(self):
        return Reduced, (), {"tag": "kept"}, iter(self), None


class Broken:
    def __reduce__(self):
        raise ZeroDivisionError("not today")


Point = collections.namedtuple("Point", "x y")


def show_protocols():
    values = [
        {"a": [1, 2.5, None, True, 1 << 70], b"b": {"c", "d"}, (1,): frozenset([3])},
        Colour.BLUE,
        Point(1, -2),
        collections.OrderedDict(b=1, a=2),
        collections.deque([1, 2], maxlen=2),
        bytearray(b"xyz"),
        range(3),
        len,
        Node,
        slice(1, None),
    ]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        data = [pickle.dumps(value, protocol) for value in values[2:]]
        print(protocol, [pickle.loads(item) == value for item, value in zip(data, values[2:])])
        print(pickle.loads(pickle.dumps(values[0], protocol)) == values[0])
        print(pickle.loads(pickle.dumps(values[1], protocol)) is Colour.BLUE)


def show_objects():
    node = Node("root")
    node.links += [node, Node("leaf")]
    copy = pickle.loads(pickle.dumps(node))
    print(copy.links[0] is copy, copy.links[1])
    pair = pickle.loads(pickle.dumps([Slotted(1, [2])] * 2))
    print(pair[0] is pair[1], pair[0].left, pair[0].right)
    counted = pickle.loads(pickle.dumps(Counted(4, step=3)))
    print(counted.start, counted.step, counted.seen)
    reduced = pickle.loads(pickle.dumps(Reduced("ab")))
    print(reduced, reduced.tag, type(reduced).__name__)


def show_hooks():
    class Saver(pickle.Pickler):
        def persistent_id(self, item):
            return ("colour", item.name) if isinstance(item, Colour) else None

        def reducer_override(self, item):
            return (str, ("a node",)) if isinstance(item, Node) else NotImplemented

    class Loader(pickle.Unpickler):
        def persistent_load(self, key):
            return Colour[key[1]]

        def find_class(self, module, name):
            print("finds", module, name)
            return super().find_class(module, name)

    stream = io.BytesIO()
    Saver(stream).dump([Colour.RED, Node("x"), Point(0, 0)])
    stream.seek(0)
    print(Loader(stream).load())
    buffers = []
    data = pickle.dumps(pickle.PickleBuffer(b"large"), 5, buffer_callback=buffers.append)
    print(len(buffers), bytes(pickle.loads(data, buffers=buffers)))


def show_errors():
    descriptors = vars(dict)["fromkeys"], vars(property)["fget"], vars(str)["join"], vars(int)["real"]
    for value in (lambda: 0, Broken(), (n for n in "a"), io.StringIO, *descriptors):
        try:
            print(len(pickle.dumps(value)) > 0)
        except (pickle.PicklingError, TypeError, AttributeError, ZeroDivisionError) as error:
            print(type(error).__name__)
    for data in (b"", b"\x80\x04K", b"cnowhere\nthing\n.", b"\x80\x7f."):
        try:
            print(pickle.loads(data))
        except (pickle.UnpicklingError, EOFError, ImportError, ValueError) as error:
            print(type(error).__name__, error)


def main():
    show_protocols()
    show_objects()
    show_hooks()
    show_errors()


if __name__ == "__main__":
    main()
