"""What a global `super` that is not the built-in one is called with."""


class Replacement:
    message = "replaced"

    def __init__(self, *args):
        print(type(self).__name__, [type(arg).__name__ for arg in args])


class Derived(super):
    message = "derived"


class C:
    def own(self):
        return super().message

    def given(self):
        return super(C, self).message

    def called(self):
        return super().__repr__()[:9]


def outcome(method):
    try:
        return method()
    except AttributeError as error:
        return str(error)


def main():
    c = C()
    for replacement in (None, Replacement, Derived):
        if replacement:
            globals()["super"] = replacement
        print([outcome(method) for method in (c.own, c.given, c.called)])
    del globals()["super"]
    print(outcome(c.own))


main()
