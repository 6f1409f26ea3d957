"""Imports first, which is importing this one."""

import sys

from . import first


def two():
    return first.one() + 1


if __name__ == "__main__":
    print("second", __package__, __spec__.name, two(), sys.argv, __file__)
