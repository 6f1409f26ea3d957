"""Classes of class attributes that become descriptors after many look-ups."""


class Late:
    pass


class Own:
    x = Late()

    def __init__(self):
        self.x = 1


def read(o):
    return o.x


def store(o, value):
    o.x = value


def call(o):
    return o.x()


class Called:
    x = Late()


def read_class():
    return Called.x


def main():
    o = Own()
    c = Called()
    for i in range(3000):
        assert read(o) == 1
        store(o, 1)
        assert read(c) is Called.x
        assert read_class() is read(c)
    Late.__get__ = lambda self, instance, owner: ("got", instance is not None)
    print(read(o), read(c), read_class())
    Late.__set__ = lambda self, instance, value: print("set", value)
    store(o, 3)
    store(c, 4)
    print(read(o), read(c), read_class(), o.__dict__, c.__dict__)
    del Late.__get__
    print(read(o), type(read(c)).__name__)


class Method:
    pass


class Methods:
    x = Method()


def main_call():
    Method.__call__ = lambda self, *args: args
    o = Methods()
    for i in range(3000):
        assert call(o) == ()
    Method.__get__ = lambda self, instance, owner: lambda: instance is o
    print(call(o), call(Methods))


main()
main_call()
