"""_random: the numbers of each seed, and the state of a generator."""

import _random


def attempt(function, *values, **named):
    try:
        print(repr(function(*values, **named)))
    except Exception as error:
        print(type(error).__name__, error)


for seed in [0, 1, -1, 5, 2**32, 2**32 + 1, 2**64 - 1, -(2**64), 10**50, 10**2000, 1.5, (1, 2)]:
    generator = _random.Random(seed)
    print([generator.random() for _ in range(5)])
    print([generator.getrandbits(k) for k in (0, 1, 5, 31, 32, 33, 63, 64, 65, 128, 1000)])
    state = generator.getstate()
    numbers = [generator.random() for _ in range(700)]
    generator.setstate(state)
    print(numbers == [generator.random() for _ in range(700)], len(state), state[-1])

generator = _random.Random(1)
attempt(generator.getrandbits, -1)
attempt(generator.getrandbits, "a")
attempt(generator.setstate, 1)
attempt(generator.setstate, (1,))
attempt(generator.setstate, (*range(624), 700))
attempt(generator.setstate, ("a",) * 625)
attempt(generator.seed, 1, 2)
attempt(_random.Random, 1, 2)
attempt(_random.Random, a=1)
attempt(_random.Random, [])
print(_random.Random().random() != _random.Random().random())
