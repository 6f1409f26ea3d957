# SPDX-License-Identifier: Apache-2.0
"""Packages whose native bodies are written in C by hand, to test runtime/ without the compiler.

    Package("pkg", {"pkg": Module("def f(x): return x + 1", {"f": C_BODY})}).build(folder)

writes the sources, a C file with the tables that generated code would have (docs/object-model.md),
and links both with runtime/ into `pkg/__init__<suffix>`. A body is the inside of

    PyObject *body(PyThreadState *ts, struct _PyInterpreterFrame *frame)

with `L` for its slots and `M` for its module; `@7` stands for the position of source line 7.
"""

from __future__ import annotations

import dis
import functools
import marshal
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

RUNTIME = Path(__file__).parents[3] / "runtime"
SOURCES = (
    "attach",
    "bind",
    "body",
    "eval_breaker",
    "frame",
    "global_place",
    "globals",
    "hub",
    "resume",
    "resume_async",
    "outcome",
    "generator_memory",
    "make_generator",
    "ops_generator",
    "interned",
    "plain_class",
    "spare_memory",
    "spare",
    "module",
    "name_error",
    "prologue_311",
    "quiet",
    "recursion",
    "unmarshal",
)
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-fPIC", "-fvisibility=hidden")
FAILING = ("CALL", "RAISE", "POP_JUMP_BACKWARD")
SUFFIX: str = sysconfig.get_config_var("EXT_SUFFIX")


@functools.cache
def compiler() -> list[str]:
    """Command of a C compiler: the system's, else zig's; empty when there is none."""
    for name in ("cc", "gcc", "clang"):
        if shutil.which(name):
            return [name]
    try:
        import ziglang  # noqa: F401
    except ImportError:
        return []
    return [sys.executable, "-m", "ziglang", "cc", "-fno-sanitize=all"]


def compile_c(source: Path, output: Path) -> None:
    """Compile one C file to an object."""
    include = sysconfig.get_path("include")
    command = [*compiler(), *FLAGS, "-isystem", include, f"-I{RUNTIME}", "-c", source, "-o", output]
    subprocess.run(command, check=True)


def compile_runtime(folder: Path) -> list[Path]:
    """Objects of the parts of runtime/ under test."""
    objects = []
    for name in SOURCES:
        objects.append(folder / f"{name}.o")
        compile_c(RUNTIME / f"{name}.c", objects[-1])
    return objects


@dataclass
class Module:
    """Source of one module and {qualified name: C body} of its native functions."""

    source: str
    bodies: dict[str, str] = field(default_factory=dict)
    globals: tuple[str, ...] = ()
    consts: tuple[object, ...] = ()
    is_package: bool = False


def codes(code: CodeType) -> Iterator[CodeType]:
    """All code objects of a module in pre-order."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes(const)


def position(code: CodeType, line: int) -> int:
    """Index of the code unit of what can fail on a line: its last call or raise, else its first.

    3.11 lets signals in at conditional jumps backward as well.
    """
    units = [
        (item.opname.startswith(FAILING), item.offset // 2)
        for item in dis.get_instructions(code)
        if item.positions and item.positions.lineno == line and item.opname != "RESUME"
    ]
    if not units:
        raise ValueError(f"no instruction on line {line} of {code.co_name}")
    return max(units)[1] if any(fails for fails, _ in units) else units[0][1]


def c_bytes(name: str, data: bytes) -> str:
    """A C array of constant bytes."""
    values = ",".join(map(str, data)) or "0"
    return f"const unsigned char {name}[] = {{{values}}};\n"


def c_function(tag: str, code: CodeType, body: str) -> str:
    """Body and vectorcall entry of one native function."""
    body = re.sub(r"@(\d+)", lambda m: str(position(code, int(m[1]))), body)
    slots = len(code.co_varnames) + len(code.co_cellvars) + len(code.co_freevars)
    slots = getattr(code, "_co_nlocalsplus", slots)
    way = "rt_vectorcall" if sys.version_info >= (3, 12) else "rt_vectorcall_framed"
    return f"""
static PyObject *body_{tag}(PyThreadState *ts, struct _PyInterpreterFrame *frame) {{
    PyObject **L = rt_frame_locals(frame);
    (void)ts, (void)L;
    {body}
}}
static PyObject *entry_{tag}(PyObject *f, PyObject *const *a, size_t n, PyObject *k) {{
    _Alignas(16) char mem[RT_FRAME_HEADER_MAX + 8 * ({slots} + 4)];
    return {way}(f, a, n, k, body_{tag}, mem, {slots});
}}
"""


@dataclass
class Package:
    """A package (or single module) with everything needed to link its library."""

    name: str
    modules: dict[str, Module]
    ship: bool = True

    def build(self, folder: Path, objects: list[Path]) -> Path:
        """Link the library into *folder*, sources beside it; its path."""
        work = folder / "_work"
        work.mkdir(parents=True)
        text = '#include "rt.h"\n'
        for index, name in enumerate(self.modules):
            text += self.module_c(index, name)
        text += self.root_c()
        (work / "package.c").write_text(text)
        compile_c(work / "package.c", work / "package.o")
        root = self.modules[self.name]
        stem = self.name.replace(".", "/") + ("/__init__" if root.is_package else "")
        library = folder / (stem + SUFFIX)
        library.parent.mkdir(parents=True, exist_ok=True)
        command = [*compiler(), "-shared", "-o", library, work / "package.o", *objects]
        subprocess.run(command, check=True)
        shutil.rmtree(work)
        if self.ship:
            self.write_sources(folder)
        return library

    def write_sources(self, folder: Path) -> None:
        """Put the source files where a wheel has them."""
        home = folder / (self.name.replace(".", "/") if self.modules[self.name].is_package else "")
        for name, module in self.modules.items():
            path = home / self.source(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(module.source)

    def source(self, name: str) -> str:
        """Path of a module's source, relative to the library."""
        if not self.modules[self.name].is_package:
            return f"{name.rpartition('.')[2]}.py"
        relative = name[len(self.name) + 1 :].replace(".", "/")
        if self.modules[name].is_package:
            return f"{relative}/__init__.py".lstrip("/")
        return f"{relative}.py"

    def module_c(self, index: int, name: str) -> str:
        """The tables of one module."""
        module = self.modules[name]
        code = compile(module.source, self.source(name), "exec", dont_inherit=True)
        tree = list(codes(code))
        native = {
            i: module.bodies[c.co_qualname]
            for i, c in enumerate(tree)
            if c.co_qualname in module.bodies
        }
        assert len(native) == len(module.bodies), (module.bodies, [c.co_qualname for c in tree])
        code = prologues(code, set(native))
        consts = marshal.dumps(module.consts)
        count, consts_count = max(len(module.globals), 1), max(len(module.consts), 1)
        text = f"""
static rt_global_cell cells_{index}[{count}];
static PyObject *values_{index}[{consts_count}];
static const char *const names_{index}[] = {{{",".join(f'"{g}"' for g in module.globals)} NULL}};
static _Alignas(16) char state_{index}[RT_MODULE_STATE_SIZE];
""".replace(" NULL", ", NULL" if module.globals else "NULL")
        text += "static " + c_bytes(f"code_{index}", marshal.dumps(code))
        text += "static " + c_bytes(f"consts_{index}", consts)
        text += f"static const rt_module_def module_{index};\n"
        text += f"#undef M\n#define M (&module_{index})\n"
        rows = ""
        for i, body in native.items():
            text += c_function(f"{index}_{i}", tree[i], body)
            rows += f"{{.code_index={i}, .entry=entry_{index}_{i}, .body=body_{index}_{i}}},"
        text += f"static const rt_function_def functions_{index}[] = {{{rows}{{0}}}};\n"
        text += f"""
static const rt_module_def module_{index} = {{
    .name = "{name}", .source = "{self.source(name)}", .is_package = {int(module.is_package)},
    .n_functions = {len(native)}, .functions = functions_{index},
    .n_globals = {len(module.globals)}, .global_names = names_{index}, .cells = cells_{index},
    .code = code_{index}, .code_size = sizeof(code_{index}),
    .consts = consts_{index}, .consts_size = {len(consts)},
    .const_values = values_{index}, .n_consts = {len(module.consts)},
    .state = (rt_module_state *)state_{index},
}};
"""
        return text

    def root_c(self) -> str:
        """What the generated root object holds, and the importer."""
        code, rest = (
            marshal.dumps(
                compile((RUNTIME / name).read_text(), "<aot_build loader>", "exec", optimize=2)
            )
            for name in ("loader.py", "loader_rest.py")
        )
        table = ", ".join(f"&module_{i}" for i in range(len(self.modules)))
        last = self.name.rpartition(".")[2]
        return f"""
#include <stddef.h>
RT_HIDDEN extern const unsigned char rt_loader_code[], rt_loader_rest_code[];
RT_HIDDEN extern const size_t rt_loader_code_size, rt_loader_rest_code_size;
{c_bytes("rt_loader_code", code)}
{c_bytes("rt_loader_rest_code", rest)}
const size_t rt_loader_code_size = {len(code)}, rt_loader_rest_code_size = {len(rest)};
static const rt_module_def *const modules[] = {{{table}}};
static const rt_package_def package = {{
    "{self.name}", {len(self.modules)}, modules, "{{}}"
}};
__attribute__((visibility("default"))) PyObject *PyInit_{last}(void) {{
    return rt_package_init(&package);
}}
"""


def prologues(code: CodeType, native: set[int]) -> CodeType:
    """The code object as it is put into the library."""
    if sys.version_info >= (3, 12):
        return code
    from aot_build.bytecode.prologue import inject_prologues

    return inject_prologues(code, native)


def run(folder: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python with *folder* importable; output captured."""
    environment = {**os.environ, "PYTHONPATH": str(folder), **env}
    return subprocess.run(
        [sys.executable, *args],
        env=environment,
        cwd=folder,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
