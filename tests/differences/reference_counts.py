# SPDX-License-Identifier: Apache-2.0
"""``sys.getrefcount(x)`` of a local variable is one less.

Why: a call borrows the reference that the variable holds, as CPython's does from 3.14 on.
Instead: compare counts with each other.

CPython prints:
    2 3
aot_build prints:
    1 2
"""

import sys


def main():
    x = object()
    before = sys.getrefcount(x)
    y = x
    print(before, sys.getrefcount(y))


main()
