"""Classes: bodies, super, descriptors, slots, metaclasses; attributes in special forms."""


class Base:
    kind = "base"

    def __init__(self, x):
        self.x = x

    def describe(self):
        return f"{type(self).__name__}({self.x!r})"

    @property
    def double(self):
        return self.x * 2

    @classmethod
    def make(cls, x):
        return cls(x)

    @staticmethod
    def twice(x):
        return x + x


class Derived(Base):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    def describe(self):
        return "derived " + super().describe()


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


things = [Base(1), Derived(2, 3), Base.make("s")]
for _ in range(20):
    seen = [(t.x, t.describe(), t.double, t.twice(2), t.kind) for t in things]
print(seen)
s = Slotted(5)
for i in range(20):
    s.a = s.a + 1
    s.b = i
print(s.a, s.b)
try:
    s.c = 1
except AttributeError as error:
    print(error)
del s.b
try:
    s.b
except AttributeError as error:
    print(error)


def read(op):
    return op.x


for _ in range(20):
    read(things[0])
Base.x = property(lambda self: "from the class")
print(read(things[0]), things[0].__dict__)
del Base.x
print(read(things[0]))
things[0].describe = lambda: "of its own"
for _ in range(20):
    text = things[0].describe()
print(text)


class Meta(type):
    def __new__(meta, name, bases, namespace, **keywords):
        cls = super().__new__(meta, name, bases, namespace)
        cls.keywords = sorted(keywords)
        return cls

    def __init__(cls, name, bases, namespace, **keywords):
        super().__init__(name, bases, namespace)

    @classmethod
    def __prepare__(meta, name, bases, **keywords):
        return {"prepared": name}


class Made(metaclass=Meta, flag=True):
    pass


print(Made.keywords, Made.prepared, type(Made).__name__)


class Entries:
    def __mro_entries__(self, bases):
        return (Base,)


class Odd(Entries()):
    pass


print(Odd.__mro__[1].__name__, len(Odd.__orig_bases__))


def counter():
    count = 0

    class Local:
        label = "local"

        def up(self):
            nonlocal count
            count += 1
            return count, __class__.label

    return Local()


c = counter()
c.up()
print(c.up())


class Dynamic:
    def __getattr__(self, name):
        if name == "no":
            raise AttributeError(name)
        return name * 2

    def __getitem__(self, index):
        return index

    def __len__(self):
        return 3

    def __contains__(self, item):
        return item == 1

    def __add__(self, other):
        return "sum", other

    def __radd__(self, other):
        return "reversed", other

    def __eq__(self, other):
        return "eq"

    def __bool__(self):
        return False


d = Dynamic()
print(d.ab, d[1:2], d[3], len(d), 1 in d, 2 in d, d + 1, 1 + d, d == 5, not d)


class Watched:
    def __init__(self, value):
        self.value = [value]

    def __del__(self):
        pass


class Unfinished:
    def __init__(self, value):
        self.value = [value]


def collected_by_callback(kind):
    import gc

    import _weakref

    seen = []
    for i in range(50):
        kept = [kind(j) for j in range(3)]
        refs = [_weakref.ref(each, lambda ref: seen.append((ref(), gc.collect() * 0))) for each in kept]
        kept[0].other = kept[1]
        del kept
        gc.collect()
    return len(seen), set(seen), len(refs)


print(collected_by_callback(Watched), collected_by_callback(Unfinished))
