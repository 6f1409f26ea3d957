"""max and min of several arguments: the first one wins, nan stays where it is, others are asked."""


def f(a, b, c):
    return max(a, b, c), min(a, b, c), min(a, b), max(c, b, a, 7)


class K:
    def __lt__(self, o):
        return True

    def __gt__(self, o):
        return False

    def __repr__(self):
        return "K"


nan = float("nan")
for t in (
    (1, 2, 3),
    (3, 2, 1),
    (1.5, 2.5, -0.0),
    (nan, 1.0, 2.0),
    (1.0, nan, 2.0),
    (2**70, 1, 5),
    (True, 1, 0),
    ("a", "b", "c"),
    (1, 2.5, 3),
    (K(), K(), 1),
):
    try:
        print(f(*t))
    except TypeError as e:
        print(e)
