# SPDX-License-Identifier: Apache-2.0
"""An object that only a call's argument holds lives until the call returns.

Why: the caller keeps its arguments alive during a call, as C functions do; CPython's interpreter
hands them over, so that a callee can drop the last reference.
Instead: bind the object to a name and delete that where the moment of its end matters.

CPython prints:
    gone
    called
aot_build prints:
    called
    gone
"""


class Noisy:
    def __del__(self):
        print("gone")


def drop(value):
    value = None
    print("called")


def main():
    drop(Noisy())


main()
