"""Attributes, methods, inheritance, super, class and instance state, deletion, dunder lookups."""


class Account:
    count = 0
    rates = []

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        Account.count += 1

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"bad amount {amount}")
        self.balance += amount
        return self

    def __str__(self):
        return f"{self.owner}: {self.balance}"

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance!r})"


class Savings(Account):
    def __init__(self, owner, balance=0, rate=5):
        super().__init__(owner, balance)
        self.rate = rate

    def deposit(self, amount):
        self.rates.append(self.rate)
        return super().deposit(amount + self.rate)

    def __str__(self):
        return "savings of " + super().__str__()


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super(C, self).who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


class Dynamic:
    def __init__(self):
        self.known = 1

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return f"dynamic {name}"


class Guarded:
    def __setattr__(self, name, value):
        if name == "locked":
            raise AttributeError(f"cannot set {name}")
        super().__setattr__(name, value * 2 if isinstance(value, int) else value)

    def __delattr__(self, name):
        print("deleting", name)
        object.__delattr__(self, name)

    def __getattribute__(self, name):
        if name == "secret":
            return "intercepted"
        return object.__getattribute__(self, name)


class Private:
    __hidden = 1

    def __init__(self):
        self.__value = 2

    def get(self):
        return self.__value + self.__hidden

    def __helper(self):
        return "helped"

    def call(self):
        return self.__helper()


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def read(obj, name):
    return getattr(obj, name)


def total(accounts):
    result = 0
    for account in accounts:
        result += account.balance
    return result


def change_shape(obj):
    obj.one = 1
    obj.two = 2
    del obj.one
    obj.three = obj.two + 1
    obj.__dict__["four"] = 4
    return obj.four, sorted(vars(obj))


def main():
    a, s = Account("ann", 10), Savings("sue", rate=3)
    before = Account.count
    print(a.deposit(5).deposit(1), s.deposit(10), repr(s), Account.count - before, s.rates[-1], total([a, s]))
    print(attempt(a.deposit, -1), attempt(lambda: a.missing), attempt(lambda: Account.nothing), attempt(setattr, a, 5, 1))
    Account.count = 100
    a.count = 5
    print(s.count, a.count, Account.count, "count" in vars(a), attempt(delattr, a, "count"), a.count, attempt(delattr, a, "count"))
    Account.count = 2
    Savings.rates.clear()
    print(D().who(), [c.__name__ for c in D.__mro__], attempt(lambda: type("X", (A, B), {})), isinstance(D(), C), issubclass(D, (int, A)))
    d = Dynamic()
    print(d.known, d.other, attempt(read, d, "_x"), hasattr(d, "_y"), getattr(d, "_z", "default"))
    d.other = "set"
    print(d.other, vars(d))
    g = Guarded()
    g.x = 21
    g.secret = 1
    print(g.x, g.secret, vars(g), attempt(setattr, g, "locked", 1), attempt(lambda: g.missing))
    del g.x
    print(attempt(lambda: g.x), attempt(delattr, g, "x"))
    p = Private()
    print(p.get(), p.call(), sorted(vars(p)), p._Private__hidden, attempt(lambda: p.__value))
    print(change_shape(Account("shape")), attempt(lambda: object().x), attempt(setattr, object(), "x", 1), attempt(setattr, 5, "x", 1))
    bound = a.deposit
    print(bound.__self__ is a, bound.__func__ is Account.deposit, bound.__name__, Account.deposit.__qualname__, bound == a.deposit)
    a.deposit = lambda amount: f"instance {amount}"
    print(a.deposit(1), Account.deposit(a, 1).balance)
    Account.deposit, original = lambda self, amount: "patched", Account.deposit
    print(Account("new").deposit(1), s.deposit(5))
    Account.deposit = original
    s.__class__ = Account
    print(str(s), type(s).__name__, attempt(setattr, s, "__class__", int), attempt(Account), attempt(Account, 1, 2, 3))
    Account.count = 0


if __name__ == "__main__":
    main()
