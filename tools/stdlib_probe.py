# SPDX-License-Identifier: Apache-2.0
"""What a module looks like once it has been imported: run by the library's own Python.

    python stdlib_probe.py json.decoder

Prints the module's names with what each is, the names in its classes, which modules were loaded,
and what an error leaves behind. Imports nothing but the module.
"""

import sys


def describe(module: object) -> "list[str]":
    """Lines: `name: kind`, for classes of the module also the names in them; not its loader."""
    lines = []
    for name in sorted({*dir(module)} - {"__loader__"}):
        value = getattr(module, name, None)
        lines.append(f"{name}: {type(value).__name__}")
        if isinstance(value, type) and value.__module__ == getattr(module, "__name__", None):
            lines.append(f"    {value.__mro__}")
            lines += [f"    {inner}: {kind_of(value, inner)}" for inner in sorted(dir(value))]
    return lines


def kind_of(owner: type, name: str) -> str:
    """The type of what a class has of that name, not bound to anything."""
    for base in type.mro(owner) if owner is not type else (type, object):
        if name in base.__dict__:
            return type(base.__dict__[name]).__name__
    return "?"


if __name__ == "__main__":
    wanted = sys.argv[1]
    sys.path[0] = ""
    before = set(sys.modules)
    sys.argv = ["program"]
    __import__(wanted)
    found = sys.modules[wanted]
    print(*describe(found), sep="\n")
    print("loaded:", *sorted(set(sys.modules) - before))
    print("origin:", getattr(found.__spec__, "origin", None), file=sys.stderr)
