"""cmath: every function of zeros, denormal, ordinary, huge and infinite parts and NaN."""

import cmath


def attempt(label, function, *values, **named):
    try:
        print(label, repr(function(*values, **named)))
    except Exception as error:
        print(label, type(error).__name__, error)


PARTS = [0.0, -0.0, 1.0, -1.0, 0.5, -3.5, 1e-320, 1e10, -1e200, 1.7e308, 710.0, -745.0]
PARTS += [cmath.inf, -cmath.inf, cmath.nan]
NAMES = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10"]
NAMES += ["sin", "sinh", "sqrt", "tan", "tanh", "phase", "polar", "isfinite", "isinf", "isnan"]
for name in NAMES:
    for real in PARTS:
        for imag in PARTS:
            attempt(f"{name} {real} {imag}", getattr(cmath, name), complex(real, imag))
    for values in ((), (1, 2, 3), ("a",), (10**400,), (None,), (5,), (2.5,)):
        attempt(name, getattr(cmath, name), *values)
for real in PARTS:
    for imag in PARTS:
        attempt("rect", cmath.rect, real, imag)
for values in ((2, 3), (2j, 0), (0, 2), (1, 1)):
    attempt("log", cmath.log, *values)
attempt("isclose", cmath.isclose, 1, 1 + 1e-10j)
attempt("isclose", cmath.isclose, 1, 2, rel_tol=-1)
attempt("isclose", cmath.isclose, cmath.inf, 1)
