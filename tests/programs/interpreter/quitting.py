"""exit and quit, which an installation's site module adds to the builtins."""

import sys

print(exit, quit, exit.name, quit.eof, type(exit).__name__, type(exit).__module__)
for how in (lambda: exit(), lambda: quit(3), lambda: exit(code="words")):
    try:
        how()
    except SystemExit as error:
        print(repr(error), error.code, sys.stdin.closed)
