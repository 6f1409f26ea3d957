"""Methods of a metaclass that run before the class has an order of bases."""


class Early(type):
    def mro(cls):
        try:
            if cls.__mro__ is None:
                print(super(cls, cls).missing)
        except AttributeError as error:
            print(error)
        return super().mro()


class Extending(type):
    def mro(cls):
        if cls.__name__ == "Extended":
            try:
                type("Inner", (cls,), {})
            except TypeError as error:
                print(error)
        return super().mro()


def main():
    class Extended(metaclass=Extending):
        pass

    print(Extended.__mro__)

    class Made(metaclass=Early):
        pass

    print(Made.__mro__)


main()
