# SPDX-License-Identifier: Apache-2.0
"""A CPython whose compiler is ours: pieces of `capi/compile/` in front of its own.

    python tools/compiler_python.py build [--python 3.12] [--pieces lexer,parse] [-o PROGRAM]
    python tools/compiler_python.py run [--python 3.12] [--pieces …] -- FILE.py [ARGS]

Links `libpython3.x.a` of an installed CPython behind the object files of the pieces (folders and
files of `capi/compile/`, by default all), so that the functions that ours define replace those of
the same name, and the rest stays CPython's: each piece can be tried alone, with the standard
library for input. The pieces meet at the functions of the internal headers (pycore_ast.h,
pycore_symtable.h, …).
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
from pathlib import Path

from capi_programs import BRING_UP, CFLAGS, SANITIZE, Python, find_python, is_stale, make_headers
from venvs import ROOT, SUPPORTED

SOURCES = ROOT / "capi" / "compile"
BUILD = ROOT / "build" / "compiler"
# Of the rest of capi/, what the compiler needs and CPython does not have.
BESIDE = (ROOT / "capi" / "core" / "names.c",)
MAIN = "#include <Python.h>\nint main(int c, char **v) { return Py_BytesMain(c, v); }\n"


def main(arguments: list[str]) -> int:
    """Build, and run a file with what was built."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=("build", "run"))
    parser.add_argument("--python", choices=SUPPORTED, default="3.12")
    parser.add_argument("--pieces", help="names in capi/compile/, with commas; default: all")
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    parser.add_argument("-o", "--output", type=Path)
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:end])
    command = arguments[end + 1 :]
    python = find_python(options.python)
    pieces = options.pieces.split(",") if options.pieces else None
    program = build(python, pieces, options.sanitize, options.output)
    if options.action == "build":
        print(program)
        return 0
    return subprocess.run([program, *command], env=environment(python), check=False).returncode


def environment(python: Python) -> dict[str, str]:
    """Where the built program finds the standard library."""
    home = {"PYTHONHOME": str(python.libdir.parent), "ASAN_OPTIONS": "detect_leaks=0"}
    return {**os.environ, **home}


def build(
    python: Python, pieces: list[str] | None, sanitize: bool, output: Path | None = None
) -> Path:
    """The interpreter with those pieces in front; what did not change is not compiled again.

    Raises SystemExit with the words of the compiler or linker.
    """
    folder = BUILD / (python.version + ("-san" if sanitize else ""))
    folder.mkdir(parents=True, exist_ok=True)
    headers = make_headers(python.program, python.version)
    main_file = folder / "main.c"
    if not main_file.exists():
        main_file.write_text(MAIN)
    sources = [main_file, *BESIDE, *find_sources(pieces)]
    objects = [folder / f"{'.'.join(source.with_suffix('').parts[-3:])}.o" for source in sources]
    stale = [pair for pair in zip(sources, objects, strict=True) if is_stale(*pair)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        said = list(pool.map(lambda pair: compile_c(pair, python, headers, sanitize), stale))
    if any(said):
        raise SystemExit("\n".join(filter(None, said)))
    output = output or folder / "python"
    link(objects, python, output, sanitize)
    return output


def find_sources(pieces: list[str] | None) -> list[Path]:
    """The C files of the pieces, in one order."""
    roots = [SOURCES] if pieces is None else [SOURCES / name for name in pieces]
    missing = [root for root in roots if not root.exists()]
    if missing:
        raise SystemExit(f"error: no {missing[0].relative_to(ROOT)}")
    return sorted(
        file for root in roots for file in ([root] if root.is_file() else root.rglob("*.c"))
    )


def compile_c(pair: tuple[Path, Path], python: Python, headers: Path, sanitize: bool) -> str:
    """Make the second of two files from the first; the compiler's words when it fails."""
    source, output = pair
    command = [
        *(shutil.which("gcc") or "cc", *CFLAGS, *BRING_UP, *(SANITIZE if sanitize else ())),
        *("-isystem", python.include, f"-I{ROOT / 'capi' / 'internal'}", f"-I{headers}"),
        *(f"-I{SOURCES}", "-c", source, "-o", output),
    ]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        output.unlink(missing_ok=True)
    return result.stderr if result.returncode else ""


def link(objects: list[Path], python: Python, output: Path, sanitize: bool) -> None:
    """Ours first: of two functions of one name the linker takes the first."""
    name = f"python{python.version}"
    (archive,) = python.libdir.glob(f"{name}/config-*/lib{name}.a")
    command = [
        *(shutil.which("gcc") or "cc", *(SANITIZE if sanitize else ()), *objects, archive),
        *("-Wl,-z,muldefs", "-Wl,-export-dynamic", "-lm", "-ldl", "-lpthread", "-lutil"),
        *("-o", output),
    ]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(result.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
