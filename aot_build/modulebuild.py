# SPDX-License-Identifier: Apache-2.0
"""The rooms in order, for one module: source in, object file and report entry out.

front -> infer -> lower -> passes -> llvm, with the result in the cache under all it depends on.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import llvmlite

from aot_build.bytecode import prepare_code
from aot_build.bytecode.marshalled import marshal_code
from aot_build.cache import Cache, cache_key, open_cache
from aot_build.front.imports import module_imports
from aot_build.front.parse import ParsedModule, parse_module
from aot_build.front.scopes import ModuleScopes, resolve_module
from aot_build.front.source import read_source
from aot_build.ir.function import Module
from aot_build.llvm import codegen
from aot_build.lower.module import FunctionReport, lower_module
from aot_build.options import Options
from aot_build.passes import manager


@dataclass(frozen=True)
class ModuleJob:
    """All that building one module needs; crosses process boundaries."""

    name: str
    path: Path
    is_package: bool
    relpath: str
    source: str  # path from the library's folder
    options: Options
    shim: Path
    runtime_digest: str
    triple: str


@dataclass
class BuiltModule:
    """An object file (in the cache, or carried along when there is none) and its report entry."""

    name: str
    symbol: str
    key: str
    report: dict[str, Any]
    data: bytes | None = field(default=None, repr=False)

    def load(self, cache: Cache) -> bytes:
        """The object file's bytes."""
        data = self.data if self.data is not None else cache.get(self.key)
        if data is None:
            raise RuntimeError(f"the object of {self.name} has left the cache during the build")
        return data


def build_module(job: ModuleJob) -> BuiltModule:
    """Compile one module, or take it from the cache."""
    cache = open_cache()
    key = module_key(job)
    symbol = codegen.module_symbol(job.name)
    known = cache.get(key + "-report")
    if known is not None and cache.get_path(key) is not None and not job.options.emit:
        return BuiltModule(job.name, symbol, key, json.loads(known))
    report, data = compile_module(job)
    stored = cache.put(key, data, ".o")
    cache.put(key + "-report", json.dumps(report, sort_keys=True).encode())
    return BuiltModule(job.name, symbol, key, report, None if stored else data)


def module_key(job: ModuleJob) -> str:
    """Everything that the object file depends on."""
    return cache_key(
        "module",
        job.path.read_bytes(),
        job.name,
        job.relpath,
        job.source,
        job.is_package,
        json.dumps(job.options.output_settings(), sort_keys=True),
        job.runtime_digest,
        job.triple,
        sys.version,
        llvmlite.__version__,
        compiler_digest(),
    )


@functools.cache
def compiler_digest() -> str:
    """A digest of this compiler's own sources: another compiler makes other objects."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def compile_module(job: ModuleJob) -> tuple[dict[str, Any], bytes]:
    """The report entry and the object file of one module."""
    parsed = parse_module(read_source(job.path), job.relpath)
    scopes = resolve_module(parsed)
    module, functions = lower(job.name, scopes)
    manager.run_all(module, job.options)
    shim, attributes = codegen.read_shim(job.shim)
    native = {fn.code_index for fn in module.functions if fn.is_entry}
    code = prepare_code(parsed.code, native)
    text = codegen.write_module(
        module,
        code=marshal_code(code),
        source=job.source,
        is_package=job.is_package,
        attributes=attributes,
    )
    level = codegen.speed_level(module.functions, job.options.opt_level)
    data = codegen.compile_to_object(text, shim, job.triple, level=level)
    return module_entry(job.name, job.relpath, job.is_package, parsed, functions), data


def lower(name: str, scopes: ModuleScopes) -> tuple[Module, list[FunctionReport]]:
    """IR of everything in the module that can be native."""
    module, functions = lower_module(scopes)
    module.name = name
    return module, functions


def report_module(name: str, path: Path, is_package: bool, options: Options) -> dict[str, Any]:
    """The report entry of a module, without generating code."""
    parsed = parse_module(read_source(path), path.name)
    _, functions = lower(name, resolve_module(parsed))
    return module_entry(name, str(path), is_package, parsed, functions)


def module_entry(
    name: str, file: str, is_package: bool, parsed: ParsedModule, functions: list[FunctionReport]
) -> dict[str, Any]:
    """A module's entry in the report."""
    native = [fn for fn in functions if fn.tier == "native"]
    return {
        "name": name,
        "file": file,
        "functions": [function_entry(fn) for fn in functions],
        "imports": module_imports(parsed.tree, name, is_package),
        "totals": {
            "functions": len(functions),
            "native": len(native),
            "bytecode": len(functions) - len(native),
            "statements": sum(fn.statements for fn in functions),
            "native_statements": sum(fn.statements for fn in native),
        },
    }


def function_entry(fn: FunctionReport) -> dict[str, Any]:
    """A function's entry in the report."""
    entry: dict[str, Any] = {
        "qualname": fn.qualname,
        "line": fn.line,
        "tier": fn.tier,
        "reason": fn.reason,
    }
    if fn.tier != "native":
        entry |= {"message": fn.message, "hint": fn.hint}
        if fn.span is not None:
            entry["at"] = [fn.span.line, fn.span.column]
    return entry


__all__ = ["BuiltModule", "ModuleJob", "build_module", "report_module"]
