"""`del x` and `x = None` end objects in their own lines: what the end asks for them sees."""

import sys
import warnings

warnings.simplefilter("always")


class Ending:
    def __del__(self):
        caller = sys._getframe(1)
        print("ended in line", caller.f_lineno - caller.f_code.co_firstlineno)


def dropped(n):
    first = Ending()
    n += 1
    del first
    second = Ending()
    n += 1
    second = None
    for _ in range(2):
        third = Ending()
        n += 1
        del third
    return n, second


def warned():
    class Careful:
        def __del__(self):
            warnings.warn("dropped", ResourceWarning, stacklevel=2)

    careful = Careful()
    count = [1]
    del careful
    careful = Careful()
    count.append(2)
    careful = None
    return count, careful


print(dropped(1))
with warnings.catch_warnings(record=True) as said:
    print(warned())
first = warned.__code__.co_firstlineno
print([warning.lineno - first for warning in said])
