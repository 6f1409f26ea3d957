"""Bodies of classes: names in the namespace, whatever that is, and who looks at the frame."""

# ruff: noqa
import builtins
import sys

level = "global"


class Manager:
    def __enter__(self):
        return "inside"

    def __exit__(self, *what):
        pass


def names(level2):
    """Where the names of a class body are looked for."""

    level = "enclosing"
    shared = ["enclosing"]
    gone = 1

    class First:
        global declared
        nonlocal gone
        before = level
        level = "own"
        after = level
        declared = "global, from a class"
        gone = gone + 1
        try:
            shared
        except NameError as error:
            seen = str(error)
        shared = "own"
        read = level2, __name__
        function = lambda: (shared, level, level2)
        items = [level2 for _ in range(2)]
        pairs = {key: value for key, value in zip("ab", (level2, gone))}
        nested = [[(row, column) for column in range(row)] for row in range(3)]
        made = [f() for f in [lambda: number for number in range(3)]]
        total = sum(number * number for number in range(4))
        joined = ", ".join(str(number) for number in range(4))
        __private = "mangled"
        __annotated: int = 3
        only: "str"
        (loose): list = []
        if gone:
            chosen = "if"
        while gone < 5:
            gone += 1
        else:
            exhausted = True
        for index, letter in enumerate("xyz"):
            last = index, letter
        del index, letter
        try:
            missing
        except NameError as error:
            said = str(error), error.name
        try:
            del missing
        except NameError as error:
            deleted = str(error), error.name
        with Manager() as inside:
            pass
        match level:
            case "own" as matched:
                pass
        len = lambda thing: "mine"
        measured = len("abc")
        del len
        measured_again = len("abc")
        exec("executed = level, after")
        evaluated = eval("level")
        listed = sorted(name for name in locals() if not name.startswith("__"))
        same = locals() is sys._getframe().f_locals is vars()
        code = sys._getframe().f_code.co_name
        kept: int
        class Inner:
            where = __qualname__
            level = "inner"
            def method(self): return __class__, level
        import sys as system, itertools
        from sys import byteorder as order, maxsize
        system = system is sys; itertools = itertools.__name__
        def __hidden(self): return self.__private
        def reveal(self): return self.__hidden()
        assert gone

    print(declared, gone, First.before, First.after, First.seen, First.function())
    for key, value in vars(First).items():
        if not callable(value) and key not in ("__dict__", "__weakref__", "__firstlineno__"):
            print(key, value)
    print(First().reveal(), First.Inner().method(), First.Inner.where, First.__annotations__)
    return First


class Recording(dict):
    def __init__(self, log):
        self.log = log

    def __getitem__(self, key):
        self.log.append(("get", key))
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        if key == "refused":
            raise ValueError("refused")
        self.log.append(("set", key, sys._getframe(1).f_lineno - sys._getframe(1).f_code.co_firstlineno))
        super().__setitem__(key, value)

    def __delitem__(self, key):
        self.log.append(("del", key))
        super().__delitem__(key)


class Mapping:
    """No dict at all."""

    def __init__(self):
        self.held = {"given": "by the mapping"}

    def __getitem__(self, key):
        if key == "broken":
            raise LookupError(key)
        return self.held[key]

    def __setitem__(self, key, value):
        self.held[key] = value

    def __delitem__(self, key):
        if key == "stays":
            raise ValueError(key)
        del self.held[key]

    def keys(self):
        return self.held.keys()


class Meta(type):
    def __prepare__(name, bases, log=None, **keywords):
        return Recording([] if log is None else log)

    def __new__(meta, name, bases, namespace, log=None, **keywords):
        made = super().__new__(meta, name, bases, dict(namespace))
        made.keywords = keywords
        frame = sys._getframe(1)
        made.caller = frame.f_code.co_name, frame.f_lineno
        return made

    def __init__(cls, *arguments, **keywords):
        pass


def places(error):
    """The functions and lines of a traceback."""
    found, traceback = [], error.__traceback__
    while traceback:
        found.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def decorator(function):
    return function


def namespaces():
    """Namespaces that are no plain dicts."""
    log = []

    class Logged(metaclass=Meta, log=log, more=1):
        """What it is."""

        value: int = 1
        other = value + 1

        @decorator
        @decorator
        def method(self):
            return __class__

        @decorator
        class Inner:
            pass

        @property
        def prop(self):
            return self
        for item in "ab":
            kept = item
        del item
        values = [entry for entry in (1, 2)]

    print([entry for entry in log if entry[-1] not in ("__firstlineno__", "__static_attributes__")
           and entry[1] not in ("__firstlineno__", "__static_attributes__")])
    print(Logged.keywords, Logged.caller, Logged().method() is Logged)

    class Sub(Logged, extra=2):
        pass

    print(Sub.keywords, type(Sub), Sub.__mro__)
    try:

        class Refused(metaclass=Meta):
            fine = 1
            refused = 2
    except ValueError as error:
        print(error, places(error))

    mapping = Mapping()

    def make(name, bases, namespace):
        return sorted(namespace.keys()), namespace is mapping

    make.__prepare__ = lambda name, bases: mapping

    class Result(metaclass=make):
        seen = given
        number = len("four")
        doomed = 1
        del doomed
        try:
            del stays
        except NameError as error:
            said = str(error)
        try:
            broken
        except LookupError as error:
            looked = repr(error)
        noted: int = 1
        frame_locals = sys._getframe().f_locals is mapping

    print(Result, mapping.held["said"], mapping.held["looked"], mapping.held["frame_locals"])


class Entries:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        return self.bases


class Refusing:
    def __mro_entries__(self, bases):
        return []


def customized():
    """Everything that may happen beside the body."""

    class A:
        def __init_subclass__(cls, **keywords):
            print("init_subclass", cls.__name__, keywords)

        def __class_getitem__(cls, item):
            return type(list[int])(cls, item)

    class Named:
        def __set_name__(self, owner, name):
            print("set_name", owner.__name__, name)

    class B(A, word="given"):
        one = Named()
        two = Named()

    class C(Entries(B), Entries(), flag=True):
        pass

    print(C.__bases__, C.__orig_bases__)

    class D(A[int]):
        pass

    print(D.__bases__, D.__orig_bases__)
    options = {"word": 1}

    class E(*(A,), **options, more=2):
        pass

    for attempt in (
        lambda: [type("M", (type,), {}), 1],
        refused_entries,
        conflicting,
        doubled_keyword,
        bad_prepare,
        lost_cell,
        wrong_cell,
        failing_body,
        unknown_keyword,
        wrong_metaclass,
        lambda: type("X", (), {"__classcell__": 5}),
        lambda: type("X", (), {"__classdictcell__": 5}),
        lambda: type("X", (), {"__slots__": ["__classcell__"], "__classcell__": empty_cell()}),
    ):
        try:
            print(type(attempt()))
        except Exception as error:
            print(type(error).__name__, error, places(error))


def empty_cell():
    def function():
        return cell

    if not function:
        cell = None
    return function.__closure__[0]


def refused_entries():
    class X(Refusing()):
        pass


def conflicting():
    class M1(type):
        pass

    class M2(type):
        pass

    class X(metaclass=M1):
        pass

    class Y(metaclass=M2):
        pass

    class Z(X, Y):
        pass


def doubled_keyword():
    class X(metaclass=type, **{"metaclass": type}):
        pass


def bad_prepare():
    class M(type):
        @classmethod
        def __prepare__(cls, name, bases):
            return 7

    class X(metaclass=M):
        pass


def lost_cell():
    class M(type):
        def __new__(meta, name, bases, namespace):
            namespace.pop("__classcell__", None)
            return super().__new__(meta, name, bases, namespace)

    class X(metaclass=M):
        def method(self):
            return __class__


def wrong_cell():
    class M(type):
        def __new__(meta, name, bases, namespace):
            made = super().__new__(meta, name, bases, namespace)
            return super().__new__(meta, "Other", bases, {}) if name == "X" else made

    class X(metaclass=M):
        def method(self):
            return __class__


def failing_body():
    class X:
        class Y:
            value = 1 / 0


def unknown_keyword():
    class X(unknown=1):
        pass


def wrong_metaclass():
    class X(metaclass=lambda *arguments: arguments[0]):
        pass

    return X


def frames():
    """What helpers see of the body that calls them."""

    def caller():
        frame = sys._getframe(1)
        return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_back.f_code.co_name

    def define(name):
        sys._getframe(1).f_locals[name] = "defined by a helper"

    kept = []

    class C:
        seen = caller()
        define("added")
        read = added
        kept.append(sys._getframe())
        later = 1

    print(C.seen, C.added, C.read, kept[0].f_locals["later"], kept[0].f_back.f_code.co_name)
    frame = kept.pop()
    print(sorted(name for name in frame.f_locals if not name.startswith("__")))
    print(frame.f_code.co_name, frame.f_globals is globals(), frame.f_lineno > frame.f_code.co_firstlineno)

    def replaced(function, name, *bases, **keywords):
        print("replaced", name, type(function).__name__, function.__qualname__, bases, keywords)
        return original(function, name, *bases, **keywords)

    original = builtins.__build_class__
    builtins.__build_class__ = replaced
    try:

        class Built(C, metaclass=type):
            value = 5
            for value in range(value):
                pass

    finally:
        builtins.__build_class__ = original
    print(Built.value)
    try:
        del builtins.__build_class__

        class Never:
            pass

    except NameError as error:
        print(error)
    finally:
        builtins.__build_class__ = original


def traced():
    """A tracer sees the body line by line."""
    events = []

    def trace(frame, event, argument):
        if frame.f_code.co_name == "Traced":
            events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
        return trace

    def make():
        class Traced:
            one = 1
            for two in range(2):
                three = two
            del two

        return Traced

    make()
    sys.settrace(trace)
    make()
    sys.settrace(None)
    print(events)
    made = {make() for _ in range(3)}
    print(len(made), [kind.three for kind in made])


def main():
    first = names("argument")
    print(names("again") is first)
    namespaces()
    customized()
    frames()
    traced()


if __name__ == "__main__":
    main()
