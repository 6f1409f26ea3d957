# SPDX-License-Identifier: Apache-2.0
"""Print, for each line of a file, the tree or the error that it is; \\n in it ends a line."""

import ast
import sys


def describe(source: str) -> str:
    try:
        return ast.dump(ast.parse(source), include_attributes=True)
    except SyntaxError as e:
        place = (e.lineno, e.offset, e.end_lineno, e.end_offset, e.text)
        return "%s: %s %r" % (type(e).__name__, e.msg, place)  # noqa: UP031


with open(sys.argv[1]) as file:
    for line in file:
        source = line.removesuffix("\n").replace("\\n", "\n")
        print(line, describe(source + "\n"))
