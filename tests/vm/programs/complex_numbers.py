"""Complex numbers: construction from numbers and text, operators, what cannot be done."""

inf = float("inf")
nan = float("nan")


def attempt(label, function, *values):
    try:
        print(label, repr(function(*values)))
    except Exception as error:
        print(label, type(error).__name__, error)


class AsComplex:
    def __init__(self, value):
        self.value = value

    def __complex__(self):
        return self.value


class AsFloat:
    def __float__(self):
        return 2.5


class Derived(complex):
    pass


TEXTS = ["1", "1j", "-j", "1-2j", " ( 1+2j ) ", "1+2", "1 +2j", "1_0+2_0j", "infj", "inf-nanj", ""]
TEXTS += ["()", "(1", "1)", "1+2jx", "1e400j", "1+", "1j+1", ".j", "2e3-4e-5j", "1+2J", "1__0j"]
for text in TEXTS:
    attempt(text, complex, text)

arguments = [(AsComplex(1j),), (AsComplex(1),), (AsFloat(),), (1, 2j), (1j, 2j), (AsComplex(1j), 2)]
arguments += [(2, AsComplex(1j)), (True, False), (None,), (1, None), ("1", "2"), (b"1",)]
arguments += [(Derived(1, 2), Derived(3, 4)), (-0.0, -0.0), (1j, "2"), (), (1, 2, 3)]
for values in arguments:
    attempt("complex", complex, *values)
    attempt("derived", Derived, *values)

numbers = [0j, 1 + 2j, complex(-0.0, -0.0), complex(inf, nan), complex(-inf, 3), 1e200 + 1e200j]
numbers += [-1.5j, 3 + 0j, complex(3, -0.0), 2.5, -3, 0.0, True, 10**400, 1e-300j, -2 + 0j]
for left in numbers:
    for right in numbers:
        if isinstance(left, complex) or isinstance(right, complex):
            attempt("+", lambda x, y: x + y, left, right)
            attempt("-", lambda x, y: x - y, left, right)
            attempt("*", lambda x, y: x * y, left, right)
            attempt("/", lambda x, y: x / y, left, right)
            attempt("**", lambda x, y: x**y, left, right)
            attempt("==", lambda x, y: x == y, left, right)
            attempt("<", lambda x, y: x < y, left, right)
for number in numbers:
    if isinstance(number, complex):
        attempt("abs", abs, number)
        attempt("int", int, number)
        attempt("//", lambda x: x // 1, number)
        for power in (-100, -3, -1, 0, 1, 2, 7, 100, 101, 0.5, 3.0):
            attempt(power, lambda x, y: x**y, number, power)
print(hash(1 + 2j), hash(3 + 0j) == hash(3), (1 + 2j).conjugate(), (1 + 2j).__getnewargs__())
