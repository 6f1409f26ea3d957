# SPDX-License-Identifier: Apache-2.0
"""Classes that are called as their base in C is: weak references, partial functions, methods of operator."""

import functools
import operator
import weakref


class Named(weakref.ref):
    __slots__ = ("name",)

    def __new__(cls, item, name):
        self = super().__new__(cls, item)
        self.name = name
        return self

    def __init__(self, item, name):
        super().__init__(item)


class Plain(weakref.ref):
    pass


class Loud(weakref.ref):
    def __call__(self, *args):
        return "loud", super().__call__(*args)


class Half(functools.partial):
    pass


class Item:
    def __repr__(self):
        return "item"


def call_all(callables, *args, **kwargs):
    for function in callables:
        try:
            print(type(function).__name__, function(*args, **kwargs))
        except TypeError as error:
            print(type(function).__name__, type(error).__name__, error)


def use_dict(item):
    items = weakref.WeakValueDictionary(a=item, b=item)
    print(items["a"], items.get("b"), items.get("c"), items.setdefault("a", None), len(items))
    print(items.pop("a"), items.popitem(), dict(items))


def main():
    item = Item()
    references = [Named(item, "n"), Plain(item), Loud(item)]
    call_all(references)
    call_all(references[:2], *[], **{})
    call_all(references[:2], 1)
    print([reference.__call__() for reference in references], list(map(Plain.__call__, references)))
    use_dict(item)
    call_all([Half(max, 3), Half(min, 3), operator.itemgetter(0)], [5, 6], key=repr)
    call_all([Half(sorted)], [2, 1], reverse=True)
    Plain.__call__ = lambda self: "changed"
    call_all(references)
    del Plain.__call__
    del item
    call_all(references)


if __name__ == "__main__":
    main()
