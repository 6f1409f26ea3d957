"""The body of a module that has loops: its variables are globals, whoever looks at them."""

# ruff: noqa
from __future__ import annotations

import sys
import warnings
from os.path import *

NOTES: list[object] = []
note = NOTES.append


def reads_counter() -> object:
    return counter


def writes_counter(value: int) -> None:
    global counter
    counter = value


# Loops over globals, which functions see and change meanwhile.
counter = 0
for step in range(5):
    counter += step
    note(("seen", reads_counter()))
    if step == 3:
        writes_counter(100)
else:
    note("exhausted")
note((counter, step))

while True:
    counter -= 30
    if counter < 0:
        break
    if counter % 20 == 0:
        continue
    note(counter)
else:
    note("never")

# Whoever asks for variables gets the globals.
note(locals() is globals())
note(sys._getframe().f_locals is globals())
note(sys._getframe().f_code.co_name)
exec("made = 'by exec'")
note((made, eval("counter")))
globals()["put"] = 1
for put in [2, 3]:
    vars()["put"] += 10
    note(put)

# Variables of comprehensions are their own, also those that are captured.
hidden = "global"
note([hidden for hidden in range(3)])
note({hidden: value for hidden, value in zip("ab", [1, 2])})
note([f() for f in [lambda: hidden for hidden in range(3)]])
note(hidden)

# Names that are not there.
for name in ("missing",):
    try:
        missing
    except NameError as error:
        note(repr(error))
    try:
        del missing
    except NameError as error:
        note(repr(error))
    try:
        error
    except NameError as other:
        note(repr(other))

# A built-in that is hidden for a while.
for _ in range(2):
    len = lambda thing: "mine"
    note(len([]))
    del len
    note(len([]))

# Annotations, classes, decorators, with, unpacking, walrus, deletion.
annotated: int = 1
(parenthesised): int = 2
only_annotated: list[int]
note(__annotations__)


class Sized:
    """A class made by a native body."""

    width: int = annotated
    doubled = [item * 2 for item in range(3)]

    def area(self) -> int:
        return self.width * counter


note((Sized().area(), Sized.doubled, Sized.__qualname__, Sized.__doc__))


@lambda function: [function, "decorated"]
def decorated() -> str:
    return "called"


note((decorated[0](), decorated[1]))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("here", stacklevel=1)
    note([(str(item.message), item.lineno) for item in caught])

first, *rest = range(4)
note((first, rest, (walrus := 7), walrus, f"{walrus:>{first + 3}}"))
del first, rest
note("first" in globals())


def generate() -> object:
    yield from (item for item in (walrus, counter))


note(list(generate()))
note(join("a", "b"))

try:
    try:
        for index in range(3):
            NOTES[index].missing
    finally:
        note(index)
except AttributeError as error:
    note(
        (
            str(error),
            error.__traceback__.tb_lineno,
            error.__traceback__.tb_frame.f_locals is globals(),
        )
    )


def main() -> None:
    """Print what the body saw."""
    for item in NOTES:
        print(item)
    print(reads_counter())


if __name__ == "__main__":
    main()
