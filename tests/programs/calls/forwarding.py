"""Calls that pass on what they were given: (*args, **kwargs)."""

import functools


class Recorder:
    """A callable of a class, which keeps what it gets."""

    def __call__(self, *args, **kwargs):
        kwargs["seen"] = True
        return args, kwargs


class Keeper:
    def __init__(self, *args, **kwargs):
        self.args = args
        self.kwargs = kwargs
        kwargs["kept"] = len(kwargs)


class Base:
    def __init__(self, a, b=2, *, c=3):
        self.values = a, b, c

    def method(self, *args, **kwargs):
        return type(self).__name__, args, sorted(kwargs)


class Derived(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def method(self, *args, **kwargs):
        return super().method("derived", *args, **kwargs)


def plain(a, b=2, *rest, k=None, **named):
    named["extra"] = 1
    return a, b, rest, k, named


def two(a, b):
    return a, b


def forward(f, *args, **kwargs):
    before = dict(kwargs)
    result = f(*args, **kwargs)
    assert kwargs == before, (kwargs, before)
    return result


def forward_after(f, *args, **kwargs):
    return f("first", *args, **kwargs)


def forward_mapping(f, mapping):
    return f(**mapping)


def forward_arguments(f, args):
    return f(*args)


def counted(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        wrapper.count += 1
        return f(*args, **kwargs)

    wrapper.count = 0
    return wrapper


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


for target in (plain, Recorder(), dict, max, two, functools.partial(plain, 0), Keeper, print, str):
    for args, kwargs in (((), {}), ((1,), {}), ((1, 2), {}), ((1, 2, 3), {"k": 4}), ((1,), {"b": 5, "z": 6})):
        try:
            result = forward(target, *args, **kwargs)
            print(vars(result) if type(result) is Keeper else result)
        except Exception as error:
            print(type(error).__name__, error)

print(Derived(1).values, Derived(1, c=4).values, Derived(*[1], **{"b": 7}).values)
print(Derived(1).method(), Derived(1).method(2, x=3), forward(Derived(1).method, 1, y=2))
print(forward_after(plain), forward_after(plain, 1, k=2), forward_after(two, 3))
for f in (forward_after, forward):
    attempt(f, two, 1, 2, 3)
    attempt(f, two, b=1)
    attempt(f, two, a=1)
    attempt(f, two, 1, c=1)
    attempt(f, len, [], x=1)
    attempt(f, None)

counted_plain = counted(counted(plain))
print(counted_plain(1), counted_plain(1, 2, 3, k=4, other=5), counted_plain.count)


class Mapping:
    def __init__(self, data):
        self.data = data

    def keys(self):
        return list(self.data)

    def __getitem__(self, key):
        return self.data[key]


class Dict(dict):
    def keys(self):
        return ["a", "b"]


for mapping in ({"a": 1, "b": 2}, Mapping({"a": 1, "b": 2}), Dict(a=1, b=2), {}, {1: 2}, {"a": 1, 2: 3}, 5, [("a", 1)]):
    attempt(forward_mapping, two, mapping)
    attempt(forward_mapping, Recorder(), mapping)
    attempt(forward_mapping, dict, mapping)
for args in ((1, 2), [1, 2], {1: 2, 3: 4}, "ab", iter((1, 2)), (), 5, None, (i for i in (1, 2))):
    attempt(forward_arguments, two, args)

# The dict of a caller is its own, whatever is done with the one that is passed.
own = {"a": 1}
for f in (plain, Recorder(), Keeper, dict, functools.partial(plain, b=3)):
    forward_mapping(f, own)
print(own)


# What is in the dict may go away while the function runs.
class Value:
    def __del__(self):
        print("gone")


shared = {"value": Value()}


def empty(value):
    shared.clear()
    print("cleared")
    return type(value).__name__


print(forward_mapping(empty, shared))
shared = {"key": Value()}
print(forward_mapping(empty, {"value": shared.pop("key")}))


# Arguments of an iterator that changes the mapping meanwhile.
def changing(mapping):
    yield 1
    mapping["b"] = "late"


def both(f, args, mapping):
    return f(*args, **mapping)


early = {"c": 1}
attempt(both, Recorder(), changing(early), early)
print(early)


def recursive(n, *args, **kwargs):
    return len(args) if n == 0 else recursive(n - 1, *args, **kwargs)


print(recursive(50, 1, 2, x=3))
try:
    recursive(1_000_000, 1, x=2)
except RecursionError:
    print("RecursionError")
