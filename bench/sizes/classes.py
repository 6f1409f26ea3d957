"""Classes, dicts, f-strings and exceptions: what an ordinary small program uses."""


class Animal:
    count = 0

    def __init__(self, name, age=1):
        self.name = name
        self.age = age
        Animal.count += 1

    def speak(self):
        raise NotImplementedError(f"{type(self).__name__} cannot speak")

    def __repr__(self):
        return f"<{self.name!r:>10} {self.age:03d}>"


class Dog(Animal):
    def speak(self):
        return f"{self.name}: woof x{self.age * 2}"


class Error(Exception):
    pass


def main():
    zoo = {a.name: a for a in [Dog("rex", 3), Dog("fido"), Animal("thing")]}
    for _name, animal in sorted(zoo.items(), key=lambda pair: pair[0]):
        try:
            print(animal, animal.speak())
        except NotImplementedError as error:
            print("error:", error)
    try:
        try:
            zoo["nobody"]
        except KeyError as error:
            raise Error("no such animal") from error
    except Error as error:
        print(repr(error), repr(error.__cause__))
    print({k: v.age / 3 for k, v in zoo.items()}, Animal.count)


main()
