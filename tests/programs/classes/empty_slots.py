"""What is said of a slot in which nothing is, of a class within a function."""


def main():
    class Within:
        __slots__ = ["a"]

    def read():
        return one.a

    def delete():
        del one.a

    one = Within()
    ways = (read, delete, lambda: getattr(one, "a"), lambda: Within.a.__get__(one), lambda: one.b)
    for way in ways:
        for _ in range(3):
            try:
                way()
            except AttributeError as error:
                print(error)


main()
