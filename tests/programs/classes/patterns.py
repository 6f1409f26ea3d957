"""Design patterns: observers, commands with undo, builders, visitors, mixins, proxies, state, chains."""
import functools
import operator


class Observable:
    def __init__(self):
        self._observers = {}

    def on(self, event, callback=None):
        if callback is None:
            return functools.partial(self.on, event)
        self._observers.setdefault(event, []).append(callback)
        return callback

    def emit(self, event, *args, **kwargs):
        return [callback(*args, **kwargs) for callback in self._observers.get(event, ())]


class Editor:
    def __init__(self):
        self.text, self.done, self.undone = "", [], []

    def do(self, command):
        command.apply(self)
        self.done.append(command)
        self.undone.clear()
        return self

    def undo(self):
        if not self.done:
            return False
        command = self.done.pop()
        command.revert(self)
        self.undone.append(command)
        return True


class Insert:
    def __init__(self, text):
        self.text = text

    def apply(self, editor):
        editor.text += self.text

    def revert(self, editor):
        editor.text = editor.text[:-len(self.text)]


class Replace:
    def __init__(self, old, new):
        self.old, self.new = old, new

    def apply(self, editor):
        self.before = editor.text
        editor.text = editor.text.replace(self.old, self.new)

    def revert(self, editor):
        editor.text = self.before


class Query:
    def __init__(self, table, parts=()):
        self.table, self.parts = table, parts

    def _with(self, part):
        return type(self)(self.table, (*self.parts, part))

    def where(self, **conditions):
        return self._with(("where", conditions))

    def order_by(self, key):
        return self._with(("order", key))

    def limit(self, n):
        return self._with(("limit", n))

    def run(self, rows):
        for kind, value in self.parts:
            if kind == "where":
                rows = [r for r in rows if all(r[k] == v for k, v in value.items())]
            elif kind == "order":
                rows = sorted(rows, key=operator.itemgetter(value))
            else:
                rows = rows[:value]
        return rows

    def __str__(self):
        return f"{self.table}: " + ", ".join(f"{k} {v}" for k, v in self.parts)


class JsonMixin:
    def to_json(self):
        inside = ", ".join(f'"{k}": {self._show(v)}' for k, v in vars(self).items())
        return "{" + inside + "}"

    def _show(self, value):
        return value.to_json() if isinstance(value, JsonMixin) else repr(value).replace("'", '"')


class CompareMixin:
    def __eq__(self, other):
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None


class Address(JsonMixin):
    def __init__(self, city):
        self.city = city


class Person(CompareMixin, JsonMixin):
    def __init__(self, name, address):
        self.name, self.address = name, address


class Proxy:
    def __init__(self, target, log):
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_log", log)

    def __getattr__(self, name):
        self._log.append(f"get {name}")
        value = getattr(self._target, name)
        if callable(value):
            @functools.wraps(value)
            def call(*args):
                self._log.append(f"call {name}{args}")
                return value(*args)
            return call
        return value

    def __setattr__(self, name, value):
        self._log.append(f"set {name}={value}")
        setattr(self._target, name, value)


class Light:
    class Off:
        @staticmethod
        def press(light):
            light.state = Light.On
            return "on"

    class On:
        @staticmethod
        def press(light):
            light.state = Light.Off
            return "off"

    def __init__(self):
        self.state = Light.Off

    def press(self):
        return self.state.press(self)


class Handler:
    def __init__(self, accepts, following=None):
        self.accepts, self.following = accepts, following

    def handle(self, value):
        if self.accepts(value):
            return f"{self.__class__.__name__} took {value}"
        return self.following.handle(value) if self.following else f"nobody took {value}"


class Upper(Handler):
    def handle(self, value):
        return super().handle(value.upper() if isinstance(value, str) else value)


class Lazy:
    def __init__(self, **makers):
        self._makers = makers

    def __getattr__(self, name):
        try:
            maker = self.__dict__["_makers"][name]
        except KeyError:
            raise AttributeError(f"no {name!r} here") from None
        value = self.__dict__[name] = maker(self)
        return value


class Money:
    registry = {}

    def __new__(cls, amount, currency="EUR"):
        key = amount, currency
        if key not in cls.registry:
            self = cls.registry[key] = object.__new__(cls)
            self.amount, self.currency = key
        return cls.registry[key]

    def __init_subclass__(cls):
        cls.registry = {}


class Dollars(Money):
    pass


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    bus, seen = Observable(), []
    bus.on("add", seen.append)

    @bus.on("add")
    def double(value):
        return value * 2

    print(bus.emit("add", 5), bus.emit("none"), seen)
    editor = Editor().do(Insert("hello ")).do(Insert("world")).do(Replace("o", "0"))
    print(editor.text, editor.undo(), editor.text, editor.undo(), editor.text, editor.undo(), editor.undo(), repr(editor.text))
    rows = [{"n": 3, "k": "a"}, {"n": 1, "k": "b"}, {"n": 2, "k": "a"}]
    query = Query("t").where(k="a").order_by("n")
    print(query, query.run(rows), query.limit(1).run(rows), len(query.parts))
    p = Person("ann", Address("bonn"))
    print(p.to_json(), p == Person("ann", p.address), p == 5, p != Person("bob", p.address), attempt(hash, p))
    log = []
    proxy = Proxy(Editor(), log)
    proxy.text = "x"
    proxy.do(Insert("y"))
    print(proxy.text, attempt(lambda: proxy.nothing), [entry.split("(")[0] for entry in log])
    light = Light()
    print([light.press() for _ in range(3)], Handler(str.isdigit, Upper(str.isupper)).handle("7"), Handler(str.isdigit, Upper(str.isupper)).handle("q"), Handler(callable).handle(5))
    lazy = Lazy(a=lambda self: print("making a") or 1, b=lambda self: self.a + 1)
    print(lazy.b, lazy.b, lazy.a, attempt(lambda: lazy.c))
    print(Money(5) is Money(5), Money(5) is Money(5, "USD"), Dollars(5) is Money(5), type(Dollars(5)).__name__)
    Money.registry.clear()
    Dollars.registry.clear()


if __name__ == "__main__":
    main()
