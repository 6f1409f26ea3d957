"""Functions that delete what holds them, and go on: C code calls them by a borrowed reference."""

import sys
import traceback
import types


def make_module():
    module = types.ModuleType("shop")

    def fallback(name):
        if name != "gone":
            return name.upper()
        del module.__getattr__
        filler = [name] * 3
        raise AttributeError(filler, name)

    module.__getattr__ = fallback
    return module


class Vanishing:
    def __repr__(self):
        del Vanishing.__repr__
        fillers = [[number] for number in range(5)]
        return f"<{fillers}>"

    def __len__(self):
        del Vanishing.__len__
        return sum([len(str(number)) for number in range(12)])


def hook(kind, value, trace):
    sys.excepthook = sys.__excepthook__
    print("hook", kind.__name__, value, [str(number) for number in range(3)])


for name in "here", "gone", "again":
    module = make_module()
    for _ in range(2):
        try:
            print(getattr(module, name))
        except AttributeError:
            traceback.print_exc()
print(repr(Vanishing())[:20], len(Vanishing()))
try:
    len(Vanishing())
except TypeError as error:
    print(error)
sys.excepthook = hook
sys.excepthook(KeyError, KeyError("last"), None)
