# SPDX-License-Identifier: Apache-2.0
"""Every row of the primitive tables is a C function of runtime/ with the signature the row says.

The C compiler is asked, through one static assertion per row. That the functions are also defined
is seen by linking: tests/unit/runtime_ops wraps and calls all of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import pkgutil
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from aot_build import primitives
from aot_build.ir.types import Rep
from aot_build.primitives.registry import TABLE, Prim

RUNTIME = Path(__file__).parents[2] / "runtime"
TYPES = {
    Rep.OBJ: ["PyObject *"],
    Rep.INT: ["rt_int"],
    Rep.ANY: ["rt_any"],
    Rep.I64: ["int64_t"],
    Rep.F64: ["double"],
    Rep.BOOL: ["int32_t"],
    Rep.PTR: ["PyObject **", "int64_t *"],
}

for _module in pkgutil.iter_modules(primitives.__path__):
    importlib.import_module(f"{primitives.__name__}.{_module.name}")


def find_compiler() -> list[str]:
    """Command of a C compiler: zig's, else the system's; empty when there is none."""
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "cc"]
    return [name for name in ("cc", "gcc", "clang") if shutil.which(name)][:1]


def parameter_types(row: Prim) -> list[list[str]]:
    """What each parameter may be."""
    types = [["PyThreadState *"]] if row.thread else []
    types += [TYPES[rep] for rep in row.args]
    if row.variadic:
        types += [["PyObject *const *"], ["Py_ssize_t"]]
    if row.cache:
        types.append(["void *"])
    if row.frame:
        types.append(["struct _PyInterpreterFrame *"])
    return types or [["void"]]


def result_type(row: Prim) -> str:
    """What the function returns."""
    if row.result is Rep.NONE:
        return "int32_t" if row.raises else "void"
    return TYPES[row.result][0]


def assertion(row: Prim) -> str:
    """C code that compiles if the function has one of the allowed signatures."""
    result = result_type(row)
    tests = [
        f"__builtin_types_compatible_p(__typeof__(&{row.name}), {result} (*)({', '.join(types)}))"
        for types in itertools.product(*parameter_types(row))
    ]
    return f'_Static_assert({" || ".join(tests)}, "row {row.name}");\n'


def test_rows_match_their_functions(tmp_path: Path) -> None:
    if not find_compiler():
        pytest.skip("no C compiler")
    found = (*RUNTIME.glob("ops_*.h"), *RUNTIME.glob("inline_*.h"))
    headers = ["ops.h", *sorted(path.name for path in found)]
    source = tmp_path / "rows.c"
    includes = "".join(f'#include "{name}"\n' for name in headers)
    source.write_text(includes + "".join(map(assertion, TABLE.values())), encoding="utf-8")
    place = sysconfig.get_path("include")
    command = [*find_compiler(), "-std=gnu11", f"-I{RUNTIME}", "-isystem", place]
    command += ["-ferror-limit=0"] if "ziglang" in command else []
    command += ["-c", str(source), "-o", str(tmp_path / "rows.o")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    complaints = re.findall(r'error: .*?"?(?:row )?(\brt_\w+)', result.stderr)
    assert result.returncode == 0, sorted(set(complaints)) or result.stderr


def test_caches_are_as_large_as_the_runtime_says() -> None:
    text = (RUNTIME / "ops.h").read_text(encoding="utf-8")
    sizes = {int(size) for size in re.findall(r"define RT_\w+_CACHE_SIZE (\d+)", text)}
    assert sizes and {row.cache for row in TABLE.values()} == {0, *sizes}
