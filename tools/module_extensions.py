# SPDX-License-Identifier: Apache-2.0
"""C modules of `capi/modules/` as extension modules of a CPython, to try them with its own tests.

    python tools/module_extensions.py hash binascii.c [--python 3.12] [--sanitize]
    PYTHONPATH=build/extensions/3.12 python3.12 -m test test_hashlib

Each folder or file becomes extension modules, one for every row `PYI_MODULE` that the version has,
in front of the ones that CPython brings; modules that are built into its executable stay its own.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

from capi_programs import (
    BRING_UP,
    CFLAGS,
    SANITIZE,
    Python,
    compile_c,
    find_python,
    is_stale,
    make_headers,
)
from venvs import ROOT, SUPPORTED

MODULES = ROOT / "capi" / "modules"
BUILD = ROOT / "build" / "extensions"
# Of the rest of capi/, what the modules need and CPython does not have.
BESIDE = tuple(
    ROOT / "capi" / name
    for name in (
        "core/names.c",
        "support/crc32.c",
        "support/fork_checks.c",
        "support/rusage.c",
        "support/signal_sets.c",
        "support/user_ids.c",
    )
)
MAIN = """\
#include <Python.h>
typedef struct {{ const char *name; PyObject *(*init)(void); }} row;
extern const row pyi_row_{init};
PyMODINIT_FUNC PyInit_{name}(void) {{ return pyi_row_{init}.init(); }}
"""
_ROW = re.compile(r'^PYI_MODULE\("(\w+)",\s*(\w+)\);', re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Build the modules and print their folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pieces", nargs="+", help="folders and files of capi/modules/")
    parser.add_argument("--python", action="append", choices=SUPPORTED)
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    options = parser.parse_args(arguments)
    for version in options.python or ["3.12"]:
        for piece in options.pieces:
            build(find_python(version), MODULES / piece, options.sanitize)
        print(BUILD / version)
    return 0


def build(python: Python, piece: Path, sanitize: bool) -> None:
    """The extension modules of one folder or file; SystemExit with the compiler's words."""
    folder = BUILD / python.version
    make_headers(python.program, python.version)
    sources = [*BESIDE, *([piece] if piece.is_file() else sorted(piece.glob("*.c")))]
    objects = []
    for source in sources:
        output = folder / ("san" if sanitize else "objects") / f"{piece.stem}.{source.stem}.o"
        if is_stale(source, output):
            said = compile_c(source, output, python, sanitize)
            if said:
                raise SystemExit(said)
        objects.append(output)
    for name, init in (row for source in sources for row in _ROW.findall(source.read_text())):
        link(name, init, python, objects, sanitize)


def link(name: str, init: str, python: Python, objects: list[Path], sanitize: bool) -> None:
    """One extension module, unless the objects have no such row in this version."""
    symbols = subprocess.run(["nm", *objects], capture_output=True, text=True, check=True).stdout
    if f" pyi_row_{init}\n" not in symbols:
        return
    main_file = objects[0].parent / f"{name}.c"
    main_file.write_text(MAIN.format(name=name, init=init))
    command = [
        *(shutil.which("gcc") or "cc", *CFLAGS, *BRING_UP, *(SANITIZE if sanitize else ())),
        *("-shared", "-isystem", python.include, main_file, *objects),
        *("-Wl,-Bsymbolic", "-lm", "-o", BUILD / python.version / f"{name}.so"),
    ]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(result.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
