"""__del__, weak references, cycles and the collector, copy, deepcopy, pickle of own classes."""
import copy
import gc
import pickle
import weakref

log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None


class Custom:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __reduce__(self):
        return Custom, (self.a, self.b)

    def __copy__(self):
        return Custom(self.a, "copied")

    def __deepcopy__(self, memo):
        return Custom(copy.deepcopy(self.a, memo), "deep")

    def __repr__(self):
        return f"Custom({self.a!r}, {self.b!r})"


class Stateful:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x, self.y = x, [x]

    def __getstate__(self):
        return {"x": self.x}

    def __setstate__(self, state):
        self.x, self.y = state["x"], ["restored"]


def flush():
    gc.collect()
    found = log[:]
    log.clear()
    return found


def local_dies():
    Noisy("temporary")
    kept = Noisy("local")
    log.append("end")


def rebound():
    value = Noisy("first")
    value = Noisy("second")
    log.append("rebound")
    del value
    log.append("deleted")


def in_exception():
    held = Noisy("held by traceback")
    raise ValueError


def cycle():
    a, b = Node(1), Node(2)
    a.other, b.other = b, a
    a.noisy = Noisy("in cycle")
    return weakref.ref(a)


def loop_values(n):
    for i in range(n):
        value = Noisy(i)
    log.append("loop end")


def argument(value):
    value = None
    log.append("argument dropped")


def returned():
    return Noisy("returned")


def helper(x, y=2):
    return x + y


def main():
    local_dies()
    print(flush())
    rebound()
    print(flush())
    try:
        in_exception()
    except ValueError:
        log.append("caught")
    print(flush())
    ref = cycle()
    found = flush()
    print(found, ref())
    loop_values(3)
    print(flush())
    noisy = Noisy("argument")
    argument(noisy)
    del noisy
    returned()
    [Noisy(i) for i in "ab"]
    print(flush())
    obj = Node([1, 2])
    dead = []
    weak = weakref.ref(obj, lambda r: dead.append("gone"))
    proxy = weakref.proxy(obj)
    print(weak() is obj, proxy.value)
    del obj
    print(weak(), dead, flush())
    values = weakref.WeakValueDictionary()
    kept = values["k"] = Node(5)
    print(len(values), values["k"].value)
    del kept
    print(len(values))
    c = Custom([1], 2)
    print(copy.copy(c), copy.deepcopy(c), pickle.loads(pickle.dumps(c)), copy.copy(c).a is c.a)
    s = Stateful(4)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        t = pickle.loads(pickle.dumps(s, protocol))
        print(t.x, t.y, end=" ")
    print()
    node = Node("n")
    node.other = node
    twin = copy.deepcopy(node)
    print(twin.other is twin, twin is not node, pickle.loads(pickle.dumps(node)).value)
    print(pickle.loads(pickle.dumps(helper)) is helper, pickle.loads(pickle.dumps(Node)) is Node, copy.copy(helper) is helper)
    print(pickle.loads(pickle.dumps(c.__repr__))(), pickle.loads(pickle.dumps([Custom.__reduce__]))[0] is Custom.__reduce__)
    try:
        pickle.dumps(lambda: 0)
    except Exception as error:
        print(type(error).__name__)


if __name__ == "__main__":
    main()
