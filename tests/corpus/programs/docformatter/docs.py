'''docs without a full stop'''

import os


def f(x):
    """Returns the thing

    Args:
        y: not there
    """


class C(object):
    """
    A class.
    """
    def method(self):
        r'''Do it.'''
        pass

    def __init__(self): pass

    @property
    def value(self):
        """ Spaces around. """

    @staticmethod
    def _private(): return 1


def g():
    def inner():
        """Inner."""
    """not a docstring"""
    return inner
