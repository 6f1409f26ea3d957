"""Which place a condition of a comprehension is blamed with: on 3.11 not the condition's own."""

import traceback


class Unknown:
    def __bool__(self):
        raise ValueError


x = Unknown()


def conditions():
    return [
        q
        for q in [1]
        if
        x
    ]


def second():
    return [
        q
        for q in [1]
        if q == 1
        if x
    ]


def second_loop():
    return {
        q
        for q in [1]
        if q == 1 or
        q
        for r in [2]
        if x
    }


def in_a_generator():
    return list(
        q
        for q in [1]
        if q == 1 and
        (q in [1])
        for r in [2]
        if x
    )


def junction():
    return {
        q: 1
        for q in [1]
        if not (
            q and
            x
        )
    }


def choice():
    return {
        q
        for q in [1]
        if (
            x if q
            else 2
        )
    }


for function in conditions, second, second_loop, in_a_generator, junction, choice:
    try:
        function()
    except ValueError as error:
        places = traceback.extract_tb(error.__traceback__)[1:-1]
        first = function.__code__.co_firstlineno
        print(
            function.__name__,
            *((p.name, p.lineno - first, p.end_lineno - first, p.colno, p.end_colno) for p in places),
        )
