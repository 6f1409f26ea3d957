"""Imports second, which imports this one."""

from . import second


def one():
    return 1


def three():
    return one() + second.two()
