"""A package with the shapes that the import system treats differently."""

from importlib.metadata import version

from . import first

__version__ = version("toolbox")


def __getattr__(name):
    if name == "lazy":
        return "lazily"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def double(number):
    """Twice the number.

    >>> double(21)
    42
    """
    return number + number


def loaded():
    return sorted(name for name in dir(first) if not name.startswith("_"))
