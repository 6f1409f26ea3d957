"""What `class C(*bases)` and a call with stars say when what follows the star cannot be iterated."""


def takes(*arguments, **keywords):
    return arguments, keywords


def lone_base():
    class Made(*5):
        pass


def base_and_star():
    class Made(object, *5):
        pass


def mapping():
    class Made(**5):
        pass


def lone_argument():
    return takes(*5)


def argument_and_star():
    return takes(1, *5)


def main():
    for function in (lone_base, base_and_star, mapping, lone_argument, argument_and_star):
        try:
            print(function.__name__, function())
        except TypeError as error:
            print(function.__name__, str(error))


if __name__ == "__main__":
    main()
