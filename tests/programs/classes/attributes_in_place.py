"""Attributes read and written again and again while their class and instance change beneath."""


class Item:
    def __init__(self, value):
        self.value = value
        self.other = -value


class Slotted:
    __slots__ = ("value", "__dict__")


class Hooked:
    def __getattr__(self, name):
        return f"hook {name}"


class Watched:
    def __init__(self):
        self.value = 1

    def __setattr__(self, name, value):
        object.__setattr__(self, name, (name, value))


def read(item):
    return item.value


def write(item, value):
    item.value = value


def bump(item):
    item.value += 1
    return item.value


def attempt(function, *args):
    try:
        return function(*args)
    except AttributeError as error:
        return str(error)


item = Item(1)
for i in range(5):
    write(item, i)
    print(read(item), bump(item))

print("a dict is made of it")
names = vars(item)
for i in range(3):
    write(item, i * 10)
    print(read(item), names)
names["value"] = "through the dict"
print(read(item))

print("it gets another dict")
item.__dict__ = {"value": 5}
for _ in range(3):
    print(bump(item), vars(item))

print("deleted, and set again")
item = Item(7)
for _ in range(3):
    del item.value
    print(attempt(read, item))
    write(item, 8)
    print(read(item), list(vars(item)))

print("the class gets one of that name")
item = Item(9)
for _ in range(3):
    print(read(item))
Item.value = "of the class"
print(read(item), read(Item))
Item.value = property(lambda self: "computed")
print(read(item), attempt(write, item, 1))
del Item.value
print(read(item), bump(item))

print("the class of an instance changes")


class Other(Item):
    value = property(lambda self: "other", lambda self, value: print("set", value))


for _ in range(3):
    write(item, 3)
    item.__class__ = Other
    write(item, 4)
    print(read(item))
    item.__class__ = Item
    print(read(item))

print("several kinds at one place")
slotted = Slotted()
for _ in range(4):
    for each in (Item(1), slotted, Hooked(), Watched(), Item(2), Other(3)):
        print(attempt(read, each))
        write(each, 20)
        print(attempt(read, each))

print("many attributes")
many = Item(0)
for i in range(60):
    setattr(many, f"a{i}", i)
for _ in range(3):
    print(bump(many), len(vars(many)))


class Finalized:
    def __init__(self, owner):
        self.owner = owner

    def __del__(self):
        print("released while it holds", self.owner.value)


holder = Item(0)
for i in range(3):
    write(holder, Finalized(holder))
    write(holder, i)
    print(read(holder))
