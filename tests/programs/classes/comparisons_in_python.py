"""Comparisons that classes define in Python, or leave to object: who is asked, and what nobody's answer means."""

import traceback


class Plain:
    pass


class Other:
    pass


class Weight:
    def __init__(self, grams):
        self.grams = grams

    def __lt__(self, other):
        if not isinstance(other, Weight):
            return NotImplemented
        return self.grams < other.grams

    def __eq__(self, other):
        if not isinstance(other, Weight):
            return NotImplemented
        return self.grams == other.grams

    def __le__(self, other):
        return NotImplemented


class Heavy(Weight):
    def __gt__(self, other):
        return "heavy", other.grams

    def __ge__(self, other):
        return [other.grams]


class Silent:
    def __eq__(self, other):
        return NotImplemented

    def __lt__(self, other):
        return NotImplemented


class Failing:
    def __eq__(self, other):
        raise ValueError("eq")

    __lt__ = len


def relate(a, b):
    for relation in (
        lambda: a == b,
        lambda: a != b,
        lambda: a < b,
        lambda: a <= b,
        lambda: a > b,
        lambda: a >= b,
    ):
        try:
            yield relation()
        except (TypeError, ValueError, AttributeError) as error:
            yield str(error), [entry.name for entry in traceback.extract_tb(error.__traceback__)]


def smallest(items):
    best = items[0]
    for item in items:
        if item < best:
            best = item
    return best


def count(items, wanted):
    return sum(item == wanted for item in items), sum(item != wanted for item in items)


def main():
    plain = Plain()
    operands = [plain, plain, Plain(), Other(), None, Weight(1), Weight(2), Heavy(3), Heavy(3)]
    operands += [Silent(), Silent(), Failing(), Plain, 1]
    for _ in range(2):
        for a in operands:
            for b in operands:
                print(type(a).__name__, type(b).__name__, *relate(a, b))
    weights = [Weight(number * 7 % 11 + 1) for number in range(30)]
    print(smallest(weights).grams, count(weights, Weight(5)), count(operands[:5], plain))
    Weight.__lt__ = lambda self, other: self.grams > other.grams
    print(smallest(weights).grams)
    Plain.__eq__ = lambda self, other: True
    print(count(operands[:5], plain), count(operands[:5], None))
    del Plain.__eq__, Weight.__lt__
    print(count(operands[:5], plain), next(relate(plain, None)))
    try:
        smallest(weights)
    except TypeError as error:
        print(error)


if __name__ == "__main__":
    main()
