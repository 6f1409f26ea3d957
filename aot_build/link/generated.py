# SPDX-License-Identifier: Apache-2.0
"""Generated objects: the root of a library and the importer's code, made by LLVM directly.

They are data and two instructions, so no C compiler is needed for them:

    aot_package      the `rt_package_def` that lists the modules   (docs/object-model.md, section 2)
    PyInit_pkg       returns rt_package_init(&aot_package)
    rt_loader_code   runtime/loader.py, compiled and marshalled; rt_loader_rest_code the rest of it
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llvmlite import binding

from aot_build.bytecode.marshalled import marshal_code
from aot_build.link.targets import Format, Target

LOADER_FILE_NAME = "<aot_build loader>"


def root_object(
    package_name: str,
    module_symbols: Sequence[str],
    info_json: str,
    target: Target,
    is_package: bool = False,
) -> bytes:
    """The object that makes a library of module objects: `aot_package` and `PyInit_*`.

    *package_name* is the dotted import name; *module_symbols* are the names of the modules'
    `rt_module_def`s, in the order wanted in the table.
    """
    return emit_object(root_ir(package_name, module_symbols, info_json, target, is_package), target)


def root_ir(
    package_name: str,
    module_symbols: Sequence[str],
    info_json: str,
    target: Target,
    is_package: bool = False,
) -> str:
    """The LLVM IR text of `root_object`.

    The library of a package is called `__init__`, and tools such as auditwheel tell an extension
    module by the function that its file name asks for; so a package exports that name too.
    """
    externals = "\n".join(
        f"@{_quote(symbol)} = external hidden constant i8" for symbol in sorted(set(module_symbols))
    )
    count = len(module_symbols)
    entries = ", ".join(f"ptr @{_quote(symbol)}" for symbol in module_symbols)
    table = f"[{entries}]" if count else "zeroinitializer"
    names = [init_symbol(package_name), *(["PyInit___init__"] if is_package else [])]
    return f"""
{externals}
{ir_string("root.name", package_name)}
{ir_string("root.info", info_json)}
@root.modules = private unnamed_addr constant [{count} x ptr] {table}
@aot_package = hidden constant {{ ptr, i32, ptr, ptr }} \
{{ ptr @root.name, i32 {count}, ptr @root.modules, ptr @root.info }}

declare hidden ptr @rt_package_init(ptr)
{"".join(_init_function(name, target) for name in dict.fromkeys(names))}"""


def program_ir(
    name: str,
    main_name: str,
    modules: Sequence[tuple[str, bytes | None]],
    builtin: Sequence[str],
    info_json: str,
    data: Sequence[tuple[str, bytes]] = (),
) -> str:
    """The LLVM IR text of `aot_program`, an `rt_program_def` (runtime/standalone/program.h).

    *main_name* is the name in `__spec__` of `__main__`, "" for a script, which has no spec.
    *modules* are, sorted by the modules' names, the symbols of their `rt_module_def`s and the
    sources that the program carries for its tracebacks; *builtin* the rows of the
    built-in modules of the program, which nothing else refers to by name; *data* the data files.
    """
    parts = [f"@{_quote(symbol)} = external hidden constant i8" for symbol in builtin]
    kept = ", ".join(f"ptr @{_quote(symbol)}" for symbol in builtin)
    rows = []
    for i, (symbol, text) in enumerate(modules):
        parts.append(f"@{_quote(symbol)} = external hidden constant i8")
        place = "null"
        if text is not None:
            constant = text + b"\0"
            place = f"@text.{i}"
            parts.append(f"{place} = private constant [{len(constant)} x i8] {ir_bytes(constant)}")
        size = len(text or b"")
        rows.append(f"{{ ptr, ptr, i64 }} {{ ptr @{_quote(symbol)}, ptr {place}, i64 {size} }}")
    count = len(modules)
    return "\n".join(
        [
            *parts,
            ir_string("program.name", name),
            ir_string("program.main_name", main_name),
            ir_string("program.info", info_json),
            f"@program.modules = private constant [{count} x {{ ptr, ptr, i64 }}] "
            f"[{', '.join(rows)}]",
            f"@program.kept = private constant [{len(builtin)} x ptr] [{kept}]",
            *_data_table(data),
            "@aot_program = hidden constant { ptr, ptr, i32, ptr, ptr, ptr, i64, ptr } "
            f"{{ ptr @program.name, ptr {'@program.main_name' if main_name else 'null'}, "
            f"i32 {count}, ptr @program.modules, ptr @program.info, ptr @program.kept, "
            f"i64 {len(data)}, ptr @program.data }}",
        ]
    )


def _data_table(data: Sequence[tuple[str, bytes]]) -> list[str]:
    """Rows `pyi_linked_data` (capi/internal/pyi_linked.h), sorted as strcmp() sorts their paths."""
    lines, rows = [], []
    named = sorted((path.encode("utf-8", "surrogateescape"), content) for path, content in data)
    for i, (path, content) in enumerate(named):
        for kind, value in (("path", path), ("bytes", content)):
            text = value + b"\0"
            constant = f"private constant [{len(text)} x i8] {ir_bytes(text)}"
            lines.append(f"@data.{kind}.{i} = {constant}")
        rows.append(
            f"{{ ptr, ptr, i64 }} {{ ptr @data.path.{i}, ptr @data.bytes.{i}, i64 {len(content)} }}"
        )
    table = f"[{len(rows)} x {{ ptr, ptr, i64 }}] [{', '.join(rows)}]"
    return [*lines, f"@program.data = private constant {table}"]


def _init_function(name: str, target: Target) -> str:
    export = "dllexport" if target.format is Format.COFF else "default"
    return f"""
define {export} ptr @{_quote(name)}() {{
  %module = tail call ptr @rt_package_init(ptr @aot_package)
  ret ptr %module
}}
"""


def init_symbol(package_name: str) -> str:
    """`PyInit_mod`, or `PyInitU_` and punycode for a name that is not ASCII (PEP 489)."""
    name = package_name.rpartition(".")[2]
    if name.isascii():
        return f"PyInit_{name}"
    return "PyInitU_" + name.encode("punycode").decode("ascii").replace("-", "_")


def loader_object(loader: Path, rest: Path, target: Target) -> bytes:
    """`runtime/loader.py` as `rt_loader_code`, *rest* as `rt_loader_rest_code`, for this Python."""
    parts = {"rt_loader_code": _loader_code(loader), "rt_loader_rest_code": _loader_code(rest)}
    return emit_object("".join(_data_ir(symbol, data) for symbol, data in parts.items()), target)


def _loader_code(source: Path) -> bytes:
    # No docstrings: every import of a compiled package makes these objects.
    text = source.read_bytes()
    return marshal_code(compile(text, LOADER_FILE_NAME, "exec", dont_inherit=True, optimize=2))


def data_object(symbol: str, data: bytes, target: Target) -> bytes:
    """*data* as the hidden array *symbol*, its length as the hidden size_t *symbol*_size."""
    return emit_object(_data_ir(symbol, data), target)


def _data_ir(symbol: str, data: bytes) -> str:
    return f"""
@{_quote(symbol)} = hidden constant [{len(data)} x i8] {ir_bytes(data)}, align 16
@{_quote(symbol + "_size")} = hidden constant i64 {len(data)}, align 8
"""


def emit_object(ir: str, target: Target) -> bytes:
    """The object file of a small module of IR text."""
    machine = target_machine(target)
    module = binding.parse_assembly(f'target triple = "{target.triple}"\n{ir}')
    module.name = "aot"
    module.verify()
    return bytes(machine.emit_object(module))


@functools.cache
def target_machine(target: Target) -> Any:
    """A position-independent LLVM target machine without features of a particular processor."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    llvm_target = binding.Target.from_triple(target.triple)
    return llvm_target.create_target_machine(opt=2, reloc="pic", codemodel="default")


def ir_string(symbol: str, text: str) -> str:
    """A constant *symbol*: the text in UTF-8, with a zero behind it."""
    data = text.encode("utf-8", "surrogatepass") + b"\0"
    return f"@{symbol} = private unnamed_addr constant [{len(data)} x i8] {ir_bytes(data)}"


def _quote(symbol: str) -> str:
    return f'"{symbol}"'


def ir_bytes(data: bytes) -> str:
    """A literal of LLVM IR."""
    return 'c"' + "".join(map(_ESCAPES.__getitem__, data)) + '"'


_ESCAPES = [
    chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:02X}" for byte in range(256)
]
