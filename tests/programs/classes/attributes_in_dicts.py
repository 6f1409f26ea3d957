"""Attributes of instances that have got dicts of their own, in which names lie here and there."""


class Late:
    def __init__(self, number):
        self.number = number

    def prepare(self, late):
        self.late = late
        self.later = late + self.number

    def total(self):
        return self.number + self.late + self.later

    def own_method(self):
        return "class"


def read(x):
    return x.number, x.late, x.later


def read_each(items):
    return [read(x) for x in items]


items = [Late(i) for i in range(200)]
for x in items:
    x.prepare(x.number * 2)
print(sum(x.total() for x in items), read_each(items)[::50])

# in other places

for i, x in enumerate(items):
    if i % 3 == 0:
        del x.number
        x.number = i
    if i % 5 == 0:
        del x.late
        x.extra = "e"
        x.late = -i
    if i % 7 == 0:
        x.__dict__ = {"later": 7, "late": 8, "number": 9, "extra": 10}
print(sum(x.total() for x in items), read_each(items)[::17])

many = Late(0)
for i in range(60):
    setattr(many, f"a{i}", i)
many.prepare(5)
print(read(many), many.total(), many.a0, many.a29, many.a30, many.a59)


class Name(str):
    pass


# other keys, missing ones, methods of the instance

x = items[1]
x.__dict__[Name("late")] = "replaced"
x.__dict__[5] = "number"
print(read(x), sorted(map(str, x.__dict__)))
del x.later
for y in (items[2], x, Late(1)):
    try:
        print(read(y))
    except AttributeError as error:
        print(error)
items[3].own_method = lambda: "instance"
print([y.own_method() for y in items[2:5]])


def write(x, i):
    x.late = i
    x.later += 1
    x.fresh = i
    return x.late, x.later, x.fresh


print([write(y, i) for i, y in enumerate(items[4:60:9])])
snapshot = items[10].__dict__
write(items[10], 50)
print(snapshot)
write(items[10], 51)
print(snapshot is items[10].__dict__, list(snapshot.items()))
