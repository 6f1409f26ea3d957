"""Patterns of match: what they ask and in which order, what they bind, how they fail and where."""
import collections.abc
import types

LOG = []


class Noted:
    """Notes whatever a pattern asks of it."""

    def __init__(self, name, **attributes):
        self.__dict__.update(attributes)
        self.__dict__["label"] = name

    def __eq__(self, other):
        LOG.append(f"{self.label} == {other!r}")
        return Truth(self.label, self.__dict__.get("equal", False))

    def __getattr__(self, name):
        LOG.append(f"{self.label}.{name}")
        raise AttributeError(name)


class Truth:
    def __init__(self, label, value):
        self.label, self.value = label, value

    def __bool__(self):
        LOG.append(f"bool {self.label}")
        if self.value == "fail":
            raise ZeroDivisionError(self.label)
        return self.value


class Row(collections.abc.Sequence):
    """A sequence that notes and can lie about its length."""

    def __init__(self, *items, length=None):
        self.items, self.length = items, len(items) if length is None else length

    def __len__(self):
        LOG.append("len")
        if self.length == "fail":
            raise OSError("no length")
        return self.length

    def __getitem__(self, index):
        LOG.append(f"[{index!r}]")
        return self.items[index]


class Table(collections.abc.Mapping):
    """A mapping that notes."""

    def __init__(self, items, missing_keys=False):
        self.items_, self.missing_keys = items, missing_keys

    def __len__(self):
        LOG.append("len")
        return len(self.items_)

    def __getitem__(self, key):
        LOG.append(f"[{key!r}]")
        return self.items_[key]

    def get(self, key, default=None):
        LOG.append(f"get {key!r}")
        if key == "fail":
            raise LookupError("get fails")
        return self.items_.get(key, default)

    def __iter__(self):
        LOG.append("iter")
        return iter(() if self.missing_keys else self.items_)


class Names:
    one, two, minus = 1, "two", -1

    class Inner:
        deep = b"deep"


def show(function, *values):
    """Print what a function gives for each value, what was noted, and where it failed."""
    for value in values:
        LOG.clear()
        try:
            result = function(value)
        except Exception as error:
            frame = error.__traceback__.tb_next
            places = []
            while frame is not None:
                code = frame.tb_frame.f_code
                place = list(code.co_positions())[frame.tb_lasti // 2]
                start = code.co_firstlineno
                places.append((code.co_name, place[0] - start, place[1] - start, place[2], place[3]))
                frame = frame.tb_next
            result = (type(error).__name__, str(error), places)
        print(function.__name__, result, LOG)


def literals(v):
    match v:
        case 0:
            return "zero"
        case 1 | -1 | 2:
            return "small"
        case 1.5 | -0.5 | 2 + 3j | -1j:
            return "number"
        case 3 if False:
            return "never"
        case 123456789012345678901234567890 | -4611686018427387904:
            return "big"
        case "a" | "bc" "d":
            return "str"
        case b"a":
            return "bytes"
        case None:
            return "none"
        case True:
            return "true"
        case False:
            return "false"
        case Names.one | Names.two:
            return "never or two"
        case Names.Inner.deep:
            return "deep"
        case Names.missing:
            return "missing"


def singletons(v):
    match v:
        case True:
            return "T"
        case False:
            return "F"
        case None:
            return "N"
    return "-"


def sequences(v):
    match v:
        case []:
            return "none"
        case [1]:
            return "1"
        case [_, _, _, _, _, _]:
            return "six"
        case [2, *_]:
            return "2.."
        case [*_, 3]:
            return "..3"
        case [a, 4, *_, b]:
            return a, b
        case [a, *rest, 5]:
            return a, rest
        case [[a, [b, c]], *_, {"k": d}]:
            return a, b, c, d
        case (a, b) | [a, _, b]:
            return a, b
        case [*all]:
            return "all", all


def any_sequence(v):
    match v:
        case [*_]:
            return "sequence"
        case {}:
            return "mapping"
    return "neither"


def mappings(v):
    match v:
        case {"a": 1, "b": b}:
            return "ab", b
        case {Names.two: x, -1: y, **rest}:
            return x, y, rest
        case {"n": {"m": [x, *_]}, **rest}:
            return x, rest
        case {None: x} | {True: x} | {1.5: x}:
            return "odd", x
        case {"fail": _}:
            return "fail"
        case {"x": _}:
            return "x"
        case {**rest}:
            return "rest", rest


def same_keys(v):
    match v:
        case {Names.one: 1, Names.one: 1}:
            return "twice"


def same_texts(v):
    match v:
        case {Names.two: _, "two": _}:
            return "twice"


class Plain:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Pair:
    __match_args__ = ("left", "right")

    def __init__(self, left, right):
        self.left, self.right = left, right


class Listed:
    __match_args__ = ["a"]


class Numbered:
    __match_args__ = (1,)


class Meta(type):
    def __instancecheck__(cls, instance):
        LOG.append(f"isinstance {cls.__name__}")
        if instance == "fail":
            raise ValueError("no instance")
        return True

    @property
    def __match_args__(cls):
        LOG.append("__match_args__")
        if cls.__name__ == "Broken":
            raise KeyError("broken")
        raise AttributeError


class Everything(metaclass=Meta):
    pass


class Broken(metaclass=Meta):
    pass


class Slotted:
    __slots__ = ("a", "b")
    __match_args__ = ("a", "b", "c")

    @property
    def c(self):
        LOG.append("c")
        raise RuntimeError("property")


class Int(int):
    __match_args__ = ("real", "imag")


def classes(v):
    match v:
        case Int(5, 0):
            return "Int"
        case bool(b):
            return "bool", b
        case int(i) if i > 5:
            return "int", i
        case float(5.5) | str("s"):
            return "equal"
        case list([1, *rest]) | tuple((2, *rest)) | list(rest):
            return "items", rest
        case dict({"k": k}, __class__=c):
            return k, c
        case set(s) | frozenset(s) | bytes(s) | bytearray(s):
            return "set", s
        case Pair(1):
            return "one"
        case Pair(left, right=2):
            return "left", left
        case Pair(Pair(a, b), Pair(c, right=d)):
            return a, b, c, d
        case Plain(x=x, y=[y, *_], z=_):
            return x, y
        case Plain(x=_):
            return "x"
        case Plain():
            return "plain"
        case Slotted(a, b):
            return a, b
        case Slotted(a):
            return a
        case Noted(x=1, y=2):
            return "noted"
        case types.SimpleNamespace(a=a):
            return "namespace", a
        case object(imag=0):
            return "imag"


def no_class(v):
    match v:
        case Names.one():
            return 1


def unknown_class(v):
    match v:
        case Nowhere(
            a=1,
        ):
            return 1


def too_many(v):
    match v:
        case 1 | int(1, 2, 3):
            return 1
        case Pair(1, 2,
                  3):
            return 2
        case Plain(1):
            return 3
        case [Plain(_, _)]:
            return 4
        case Int(1, 2, x):
            return x


def twice(v):
    match v:
        case Pair(_, left=1):
            return 1


def bad_arguments(v):
    match v:
        case Listed(1):
            return 1
        case Numbered(1):
            return 1
        case Slotted(_, b=1, c=2):
            return 1


def hooks(v):
    match v:
        case Everything(x):
            return x


def hooks_without(v):
    match v:
        case Everything():
            return "instance"


def broken(v):
    match v:
        case Broken(x):
            return x


class Private:
    def __init__(self):
        self.__x = 1

    def look(self, other):
        match other:
            case Private(_Private__x=__y):
                return __y
            case {"x": __y, **__z}:
                return __y, __z
            case Private(__x=_):
                return "mangled"


def bound(v):
    first = second = rest = "unbound"
    match v:
        case [first, 1, second]:
            pass
        case [first, *rest] if first > 5:
            pass
        case {"first": first, **rest} if rest:
            pass
        case first, second:
            pass
    return first, second, rest


def maybe_unbound(v):
    match v:
        case [x, 1]:
            pass
        case [x, 2] if x.missing:
            pass
        case 3:
            y = 1
    return x, y


def rebound(v):
    match v:
        case [v, *_] if v > 3:
            return "first", v
        case [_, w] if (v := w) > 3:
            return "second", v
        case [*v] if len(v) > 2:
            return "third", v
        case {"k": 1, **v}:
            return "rest", v
        case v:
            return "last", v


def guards(v):
    match v:
        case [x, y] if x == y:
            return "equal"
        case [x, _] if not x:
            return "false"
        case [x, y] if x and y or x > 100:
            return "true"
        case [x, y] if (x if y else 1):
            return "choice"
        case [_] if v[0]:
            return "single"
        case _ if v:
            return "any"
    return "none"


def guard_fails(v):
    match v:
        case [x,
              [_, y]] if y:
            return 1
        case Pair(left=_, right=r) if r:
            return 2
        case _ if v:
            return 3


def value_fails(v):
    match v:
        case [_, 5, *_, [
                7, _]]:
            return 1
        case {"a": 5, "b": {"c": 6}, **rest}:
            return rest


def items_fail(v):
    match v:
        case [1, [2], *_, 3, 4]:
            return 1
        case [1, *_, (_, 5) as pair, x]:
            return pair, x


GLOBAL = None


def globals_and_cells(v):
    global GLOBAL
    match v:
        case [GLOBAL, cell, {"k": (int(inner) | str(inner)) as outer}]:
            return GLOBAL, (lambda: (cell, inner, outer))()
        case GLOBAL:
            return "global", GLOBAL, (lambda: cell)()


def alternatives(v):
    match v:
        case [1 | 2 as a, (3 | 4) as b] | [b, a, _]:
            return a, b
        case {"x": (Pair(l, r) | [l, r] | {"l": l, "r": r})} | Pair(Pair(l, _), r):
            return l, r
        case ["a" | "b" | "c" as letter, *_] | (letter, _) if letter != "b":
            return letter
        case 5 | _:
            return "else"


def numbers(n):
    counts = collections.Counter()
    total = 0
    for i in range(n):
        match i % 7:
            case 0:
                continue
            case 1 | 2 as small:
                total += small
            case int(k) if k == 3:
                total += 10 * k
            case [_]:
                total = -1
            case {}:
                total = -1
            case None | True:
                total = -2
            case 5:
                break
            case other:
                total += other
        counts[i] += 1
    match total:
        case 33:
            kind = "right"
        case _:
            kind = "wrong"
    return total, kind, dict(counts)


def floats(n):
    x = 0.0
    for _ in range(n):
        x = x * 2.0 + 1.0
        match x:
            case 7:
                return "seven"
            case 15.0 as found:
                return found
            case float():
                pass
            case None | [*_]:
                return "odd"
    return x


def leaving(v):
    for item in v:
        try:
            match item:
                case "break":
                    break
                case "continue":
                    continue
                case ["return", x]:
                    return x
                case {"raise": e}:
                    raise e
                case "pass":
                    pass
                case _:
                    match item, 1:
                        case [int(a), b] if a:
                            LOG.append(a + b)
                        case (a, b):
                            LOG.append(b)
        except LookupError as error:
            match error:
                case KeyError(args=[key]):
                    LOG.append(("key", key))
                case IndexError():
                    LOG.append("index")
        finally:
            match item:
                case str(s):
                    LOG.append(s)
                case _:
                    LOG.append("finally")
    else:
        return "else"
    return "end"


def generator(v):
    match (yield v):
        case [x] if (yield "guard", x):
            yield "one"
        case [x, *rest] if (yield from iter(rest)) is None and x:
            yield "many"
        case {"k": k, **rest} if rest and (yield k):
            yield rest
        case Pair(l, r) | [l, _, r] if (yield l, r):
            yield "pair"
        case _ if (yield "default"):
            yield "any"
    yield "end"


def drive(sent):
    gen = generator("start")
    seen = [next(gen)]
    for value in sent:
        try:
            seen.append(gen.send(value))
        except StopIteration:
            seen.append("stop")
            break
    return seen


async def waits(v):
    async def same(x):
        return x

    match await same(v):
        case [x] if await same(x):
            return "one", x
        case {"a": a} if await same(a) and await same(not a):
            return a
        case _:
            return "other"


def run(v):
    coroutine = waits(v)
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value


class Dying:
    def __init__(self, value):
        self.value = value

    def __del__(self):
        LOG.append(f"del {self.value}")


def released(v):
    match Dying(v):
        case Dying(value=1):
            LOG.append("body")
        case Dying(value=2) if LOG.append("guard") is None:
            LOG.append("body")
        case Dying(value=3) as kept:
            LOG.append("kept")
        case Pair():
            pass
        case Dying(value=4):
            LOG.append("last")
    LOG.append("after")
    match [Dying("a"), Dying("b")]:
        case [Dying(value="x"), _]:
            pass
        case [_, Dying(value="b") as second]:
            LOG.append("second")
    LOG.append("end")


def main():
    show(literals, 0, 1, -1, 2, 3, 1.0, 1.5, -0.5, 2 + 3j, -1j, 123456789012345678901234567890, -(2**62), "a", "bcd", b"a", None)
    show(literals, True, False, "two", b"deep", Noted("n"), Noted("m", equal=True), float("nan"))
    show(literals, Noted("t", equal="fail"))
    show(singletons, True, False, None, 1, 0, 1.0, Noted("n"))
    show(sequences, [], (), [1], [1.0], list(range(6)), [2, 0, 0], [0, 0, 3], (9, 4, 8), [9, 4], [9, 8, 5], [6, 5], [7, 7, 7], (7, 8))
    show(sequences, [[1, [2, 3]], 0, {"k": 4}], "ab", b"ab", bytearray(b"ab"), {1: 2}, {1, 2}, range(3), collections.deque([1, 2]))
    show(sequences, Row(), Row(1), Row(7, 8), Row(9, 4, 1, 0), Row(9, 7, 5), Row(1, 2, length=7), Row(1, length=2), Row(1, 2, 3, length=2))
    show(sequences, Row(length="fail"), Row(0, length=4), iter([1]), memoryview(b"ab"), collections.UserList([1]))
    show(any_sequence, [], "", b"", {}, Row(length="fail"), Table({}), None, range(0), types.MappingProxyType({}), collections.Counter())
    show(mappings, {}, {"a": 1}, {"a": 1, "b": 2}, {"two": 2, -1: 1, "z": 0}, {"n": {"m": [5, 6]}, "q": 1}, {None: 1}, {1: 2}, {1.5: 3})
    show(mappings, {"fail": 0}, {"x": 1}, Table({"a": 1, "b": 3}), Table({"two": 2, -1: 1, "z": 0}), Table({"fail": 1}), Table({"q": 1}))
    show(mappings, Table({"two": 2, -1: 1}, missing_keys=True), collections.defaultdict(int, a=1), collections.OrderedDict(a=1, b=2))
    show(mappings, types.MappingProxyType({"a": 1, "b": 2}), collections.ChainMap({"a": 1}, {"b": 2}), [1], None)
    show(same_keys, {1: 1, 2: 2}, {1: 2, 2: 2}, {0: 0, 2: 2}, {1: 1})
    show(same_texts, {"two": 1, "three": 3}, {"four": 1, "five": 2}, Table({"two": 1, "three": 3}))
    show(classes, Int(5), Int(4), True, 6, 5, 5.5, "s", "t", [1, 2], [3], (2, 3), (3,), {"k": 1}, {}, {1}, frozenset(), b"b", bytearray(b"c"))
    show(classes, Pair(1, 1), Pair(3, 2), Pair(Pair(1, 2), Pair(3, 4)), Pair(0, 0), Plain(), Plain(x=1), Plain(x=1, y=[2], z=3), Plain(x=1, y=2, z=3))
    slotted = Slotted()
    show(classes, slotted)
    slotted.a = 1
    show(classes, slotted)
    slotted.b = 2
    show(classes, slotted, Noted("n", x=1), Noted("n", x=1, y=2), Noted("n", imag=0), types.SimpleNamespace(a=1), types.SimpleNamespace(), Pair, 3j)
    show(no_class, 1)
    show(unknown_class, 1)
    show(too_many, 1, 2, Pair(1, 1), Plain(), [Plain()], [Plain(), 1], Int(0), "x")
    show(twice, Pair(1, 1), 1)
    show(bad_arguments, Listed(), Numbered(), slotted, 1)
    show(hooks, 1, "fail")
    show(hooks_without, 1, "fail")
    show(broken, 1, "fail")
    show(Private().look, Private(), {"x": 1, "y": 2}, 1)
    show(bound, [1, 1, 2], [1, 2], [6, 7, 8], {"first": 1}, {"first": 1, "more": 2}, [3], 4)
    show(maybe_unbound, [1, 1], [1, 2], 3, 4)
    show(rebound, [4, 1], [1, 4], [1, 2], [1, 2, 3], {"k": 1, "l": 2}, 5, [])
    show(guards, [1, 1], [0, 1], [1, 2], [101, 0], [1, 0], [0], [1], (), "x", Row(1, 2))
    show(guard_fails, [1, [2, Truth("y", "fail")]], [1, [2, Truth("y", False)]], Pair(1, Truth("r", "fail")), Truth("v", "fail"), Truth("v", True))
    bad = Noted("bad", equal="fail")
    show(value_fails, [1, bad, [7, 1]], [1, 5, [bad, 1]], {"a": bad, "b": 1}, {"a": 5, "b": {"c": bad}}, {"a": 5, "b": {"c": 6}, "d": 1})
    show(value_fails, Table({"a": 5, "b": {"c": 6}}, missing_keys=True), [1, 5, Row(1, length=2)])
    show(items_fail, Row(1, length=4), Row(1, [2], length=4), Row(1, [2], 0, length=4), Row(1, [2], 3, 4), Row(1, (0, 5), 6), Row(1, 2, 3))
    show(globals_and_cells, [1, 2, {"k": 3}], [1, 2, {"k": "s"}], [1, 2, {"k": None}], 7)
    show(alternatives, [1, 3], [2, 4], [1, 2, 3], {"x": Pair(1, 2)}, {"x": [3, 4]}, {"x": {"l": 5, "r": 6}}, Pair(Pair(1, 2), 3), Pair(1, 2))
    show(alternatives, ["a"], ["b", 1, 2, 3], ["b", 1], ("q", 1), 5, 6)
    show(numbers, 0, 5, 12, 100)
    show(floats, 0, 2, 3, 4, 8)
    show(leaving, [], ["break"], ["continue", "pass"], [["return", 1]], [{"raise": KeyError("k")}, {"raise": IndexError()}, {"raise": OSError(1)}], [0, 5])
    show(drive, [[1], True, 0], [[1], False, True, 0], [[1, 2, 3], 0, 0, 0, 0], [[0, 2, 3], 0, 0, 0, 1, 0], [{"k": 1, "l": 2}, True, 0])
    show(drive, [{"k": 1}, 0, 0], [Pair(1, 2), 0, 0, 0], [Pair(1, 2), 1, 0, 0], [None, 0, 0], [None, 1, 0, 0])
    show(run, [1], [0], {"a": 1}, {"a": 0}, None)
    show(released, 1, 2, 3, 4, 5)


if __name__ == "__main__":
    main()
