# SPDX-License-Identifier: Apache-2.0
"""The support code of compiled packages, compiled: once per Python, platform and content.

    runtime/shim.c        ->  shim.bc    LLVM bitcode that generated code links and inlines
    runtime/attach.c ...  ->  attach.o   one object each
    runtime/loader*.py    ->  loader.o   marshalled code, as data

A wheel of aot_build carries all three (`sources.prebuilt_dir`); a checkout compiles what its cache
does not have, with all cores and, however many builds wait for it, once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from llvmlite import binding

from aot_build.cache import Cache, cache_key, open_cache
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.link import sources as runtime_sources
from aot_build.link.driver import Toolchain
from aot_build.link.generated import loader_object
from aot_build.link.targets import Target, find_target
from aot_build.link.toolchain import bitcode_compiler, find_toolchain
from aot_build.sanitizers import sanitizer_flags
from aot_build.scratch import scratch_folder

__all__ = ["RuntimeArtifacts", "prebuild", "runtime_artifacts"]

# Changes whenever the same sources would be compiled to something else.
_RECIPE = 1
_COMMON_FLAGS = (
    "-std=gnu11",
    "-g0",
    "-DNDEBUG",
    "-fwrapv",
    "-fvisibility=hidden",
    "-fomit-frame-pointer",
    "-w",
)
_OBJECT_FLAGS = ("-O2", "-ffunction-sections", "-fdata-sections")
_SHIM_FLAGS = ("-O1", "-emit-llvm")
# Without them a function takes the processor of the target machine it is compiled with, and LLVM
# inlines it into functions for any processor. Stack protectors: nothing here has arrays to smash.
_HOST_ATTRIBUTES = re.compile(
    r' "(?:target-cpu|target-features|tune-cpu|frame-pointer|stack-protector-buffer-size)"="[^"]*"'
)


@dataclass(frozen=True)
class RuntimeArtifacts:
    """What every library is linked with."""

    shim_bc: Path
    objects: list[Path]
    """In link order: sorted by name."""
    digest: str
    """Of all contents: part of the key of whatever is made with them."""


@dataclass(frozen=True)
class _Step:
    """One file to make: its name, the key of its content, and how it is made."""

    name: str
    key: str
    make: Callable[[], bytes]


def runtime_artifacts(
    toolchain: Toolchain, target: Target, cache: Cache | None = None
) -> RuntimeArtifacts:
    """The support code for *target* and this Python, from the wheel, the cache or the compiler.

    Raises UserError when it must be compiled and the headers of Python or a clang are missing.
    """
    sources = runtime_sources.locate_runtime_sources()
    prebuilt = runtime_sources.find_prebuilt(target, sources)
    if prebuilt is not None and not sanitizer_flags():
        return _artifacts({path.name: path for path in prebuilt.iterdir()})
    cache = cache or open_cache()
    steps = _steps(toolchain, target, sources, cache)
    found = {step.name: path for step in steps if (path := cache.get_path(step.key))}
    if len(found) < len(steps):
        with cache.lock(cache_key("runtime", *(step.key for step in steps))):
            found = _run_steps(steps, cache)
    return _artifacts(found)


def prebuild(folder: Path, target: Target | None = None, cache: Cache | None = None) -> Path:
    """Compile the support code into *folder* for the wheel of aot_build; returns its subfolder.

    Always with zig: the same bytes from every machine, for the oldest system of the target.
    """
    target = target or find_target()
    cache = cache or open_cache()
    sources = runtime_sources.locate_runtime_sources()
    toolchain = find_toolchain("zig", target, cache)
    made = _run_steps(_steps(toolchain, target, sources, cache), cache)
    output = folder / runtime_sources.prebuilt_dir(target).name
    output.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, path in sorted(made.items()):
        data = path.read_bytes()
        (output / name).write_bytes(data)
        files[name] = hashlib.sha256(data).hexdigest()
    manifest = {"sources": runtime_sources.source_digest(sources), "files": files}
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (output / runtime_sources.MANIFEST).write_text(text, encoding="utf-8")
    return output


# -- which files, and when they are the same -----------------------------------------------


def _steps(toolchain: Toolchain, target: Target, sources: Path, cache: Cache) -> list[_Step]:
    include = python_include()
    python = python_key(include)
    headers = runtime_sources.header_digest(sources)

    def key(source: Path, *parts: str) -> str:
        content = source.read_bytes()
        return cache_key("runtime", _RECIPE, source.name, content, headers, python, *parts)

    def compile_step(source: Path, compiler: Toolchain, shim: bool) -> _Step:
        flags = _flags(target, shim)
        identity = key(source, target.name, compiler.kind, compiler.version, *flags)
        if not shim:
            name = f"{source.stem}.o"
            return _Step(name, identity, lambda: _compile(source, compiler, target, flags, include))
        llvm = ".".join(map(str, binding.llvm_version_info))
        return _Step(
            "shim.bc",
            cache_key(identity, llvm),
            lambda: portable_bitcode(_compile(source, compiler, target, flags, include), target),
        )

    shim = sources / runtime_sources.SHIM
    steps = [compile_step(shim, bitcode_compiler(toolchain, target, cache), True)]
    for source in sorted(sources.glob("*.c")):
        if source != shim:
            steps.append(compile_step(source, toolchain, False))
    loader = sources / runtime_sources.LOADER
    if loader.is_file():
        rest = sources / runtime_sources.LOADER_REST
        tag = sys.implementation.cache_tag or ""
        loader_key = cache_key(key(loader, target.name, tag, "loader"), rest.read_bytes())
        steps.append(_Step("loader.o", loader_key, lambda: loader_object(loader, rest, target)))
    return steps


def _flags(target: Target, shim: bool) -> tuple[str, ...]:
    # The shim becomes part of generated code, which is instrumented as a whole.
    kind = _SHIM_FLAGS if shim else (*_OBJECT_FLAGS, *sanitizer_flags())
    return (*_COMMON_FLAGS, *kind, *target.pic, *target.compile_flags)


def python_include() -> Path:
    """The folder with Python.h; UserError when it is not installed."""
    folder = Path(sysconfig.get_path("include"))
    if (folder / "Python.h").is_file():
        return folder
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    message = f"the headers of Python {version} are not installed: {folder / 'Python.h'} is missing"
    hint = (
        f"install them (python{version}-dev on Debian, python{version}-devel on Fedora), "
        "or a wheel of aot_build for this Python, which does not need them"
    )
    raise UserError(Diagnostic(Severity.ERROR, message, code="headers", hint=hint))


def python_key(include: Path) -> str:
    """What identifies the headers: their version, ABI and configuration."""
    folders = (include, Path(sysconfig.get_path("platinclude")))
    configs = [path for folder in folders if (path := folder / "pyconfig.h").is_file()]
    contents = (path.read_bytes() for path in sorted(set(configs)))
    return cache_key(sys.hexversion, sysconfig.get_config_var("SOABI"), *contents)


# -- making them ---------------------------------------------------------------------------


def _run_steps(steps: Sequence[_Step], cache: Cache) -> dict[str, Path]:
    """Make what is missing, in parallel; gathers the errors of all steps before it stops."""
    messages: list[Diagnostic] = []
    made: dict[str, Path] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        futures = {step.name: pool.submit(_run_step, step, cache) for step in steps}
        try:
            for name, future in futures.items():
                try:
                    made[name] = future.result()
                except UserError as error:
                    messages += error.diagnostics
        except BaseException:  # Ctrl-C: what has not begun need not begin
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if messages:
        raise UserError(messages)
    return made


def _run_step(step: _Step, cache: Cache) -> Path:
    path = cache.get_path(step.key)
    if path is not None:
        return path
    return cache.keep(step.key, step.make(), Path(step.name).suffix)


def _compile(
    source: Path, compiler: Toolchain, target: Target, flags: Sequence[str], include: Path
) -> bytes:
    """The output of compiling *source*; no path of this machine gets into it."""
    folders = [source.parent, include]
    platform_include = Path(sysconfig.get_path("platinclude"))
    if platform_include != include:
        folders.append(platform_include)
    with scratch_folder("cc") as scratch:
        arguments = [
            *flags,
            *(f"-I{folder}" for folder in folders),
            *(f"-ffile-prefix-map={folder}=." for folder in folders),
            *("-c", str(source), "-o", "output"),
        ]
        result = compiler.run(arguments, target, scratch)
        output = scratch / "output"
        if result.returncode != 0 or not output.exists():
            raise compile_error(source, compiler, result.stderr or result.stdout)
        return output.read_bytes()


def portable_bitcode(bitcode: bytes, target: Target) -> bytes:
    """*bitcode* read and written by the LLVM that will use it, without its origin.

    The compiler's triple (zig's names a kernel version), path and processor are taken out.
    """
    text = str(binding.parse_bitcode(bitcode))
    text = re.sub(r'(?m)^source_filename = ".*"$', 'source_filename = "shim.c"', text)
    text = re.sub(r'(?m)^target triple = ".*"$', f'target triple = "{target.triple}"', text)
    text = _HOST_ATTRIBUTES.sub("", text)
    module = binding.parse_assembly(text)
    module.name = "shim"
    module.verify()
    return bytes(module.as_bitcode())


def compile_error(source: Path, compiler: Toolchain, output: str) -> UserError:
    lines = [line.rstrip() for line in output.splitlines() if line.strip()][:12]
    said = "".join(f"\n      | {line}" for line in lines)
    place = f"{source.parent.name}/{source.name}"
    message = f"compiling the support code {place} with {compiler.version} failed:"
    hint = 'try the other compiler: toolchain = "zig" or "system"'
    return UserError(Diagnostic(Severity.ERROR, message + said, hint=hint))


def _artifacts(files: dict[str, Path]) -> RuntimeArtifacts:
    objects = [path for name, path in sorted(files.items()) if name.endswith(".o")]
    shim = files["shim.bc"]
    digests = [runtime_sources.file_digest(path) for path in (shim, *objects)]
    return RuntimeArtifacts(shim, objects, cache_key("runtime-digest", *digests))
