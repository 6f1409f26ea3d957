# SPDX-License-Identifier: Apache-2.0
"""Options: every setting of aot_build, declared and explained here only.

One field is one setting, whatever the door it comes in by:

    opt_level: int = ...      [tool.aot] opt-level = 3      -C opt-level=3
                              aot wheel . --opt-level 3     AOT_BUILD_FLAGS="opt-level=3"

Later doors win: pyproject.toml, `AOT_BUILD_FLAGS`, `-C`, the command line. Lists add up instead.
"""

from __future__ import annotations

import dataclasses
import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from aot_build.diagnostics import Diagnostic, Severity, UserError

FLAGS_VARIABLE = "AOT_BUILD_FLAGS"

Value = str | int | bool | tuple[str, ...]
Kind = Literal["str", "int", "bool", "list"]

ROOMS = ("front", "infer", "lower", "passes", "llvm", "link")
HINTS = ("speculate", "check", "trust")
TIERS = ("native", "bytecode")
BODIES = ("repeated", "all")
TOOLCHAINS = ("auto", "system", "zig")
EMIT_FORMS = ("ast", "scopes", "types", "ir", "llvm", "llvm-opt", "asm")


@dataclass(frozen=True)
class Flag:
    """What is known of one setting besides its default."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int | None = None
    metavar: str = "VALUE"
    in_project: bool = True  # may stand in [tool.aot]; False: a matter of one build only
    in_output: bool = True  # the bytes of a wheel depend on it

    @property
    def key(self) -> str:
        """How users write it: `opt-level`."""
        return self.name.replace("_", "-")

    def expected(self) -> str:
        """What a value must be, as words for a message."""
        if self.choices:
            return " or ".join(f'"{choice}"' for choice in self.choices)
        if self.kind == "int" and self.high is not None:
            return f"a whole number from {self.low} to {self.high}"
        if self.kind == "int":
            return f"a whole number, {self.low} or more"
        names = {"str": "a string", "bool": "true or false", "list": "a list of strings"}
        return names[self.kind]

    def accept(self, value: object) -> Value | None:
        """*value*, as TOML gives it, as a value of this setting; None if it cannot be one."""
        if self.kind == "list":
            if isinstance(value, list) and all(isinstance(item, str) for item in value):
                return tuple(value)
            return None
        if self.kind == "bool":
            return value if isinstance(value, bool) else None
        if self.kind == "int":
            if not isinstance(value, int) or isinstance(value, bool) or value < self.low:
                return None
            return value if self.high is None or value <= self.high else None
        if not isinstance(value, str) or not value:
            return None
        return value if not self.choices or value in self.choices else None

    def parse(self, text: str) -> Value | None:
        """*text*, as a command line gives it, as a value of this setting; None if it cannot."""
        if self.kind == "list":
            return tuple(item.strip() for item in text.split(",") if item.strip())
        if self.kind == "bool":
            return BOOLEANS.get(text.lower())
        if self.kind == "int":
            return self.accept(int(text)) if text.isascii() and text.isdigit() else None
        return self.accept(text)


BOOLEANS = {"true": True, "1": True, "yes": True, "on": True, "": True}
BOOLEANS |= {"false": False, "0": False, "no": False, "off": False}


def _flag(default: Value, help: str, **details: Any) -> Any:
    """A dataclass field whose metadata holds the `Flag` that `flags()` completes."""
    return field(default=default, metadata={"help": help, **details})


@dataclass(frozen=True)
class Options:
    """What one build is asked to do."""

    modules: tuple[str, ...] = _flag(
        (), "compile only these: dotted names, * allowed, a package means all in it", metavar="P"
    )
    exclude: tuple[str, ...] = _flag((), "do not compile these; they stay .py", metavar="P")
    hints: str = _flag(
        "speculate",
        "annotations are guesses that are checked and survived (speculate), raise TypeError when "
        "wrong (check), or are believed (trust)",
        choices=HINTS,
    )
    tier: str = _flag(
        "native",
        "the fastest code a function may have; bytecode: compile nothing, to see what differs",
        choices=TIERS,
        in_project=False,
    )
    bodies: str = _flag(
        "repeated",
        "the bodies of modules and classes that are native: those with loops, and of classes made "
        "in functions or loops (repeated), or all",
        choices=BODIES,
    )
    opt_level: int = _flag(2, "how hard LLVM tries", high=3, metavar="N")
    debug: bool = _flag(False, "let gdb and lldb show file and line of the Python source")
    include_source: bool = _flag(True, "ship the .py files beside the binaries")
    jobs: int = _flag(
        0, "how many modules at a time; 0: one per core", metavar="N", in_output=False
    )
    base_backend: str = _flag(
        "setuptools.build_meta",
        "the build backend that makes the pure wheel",
        metavar="MODULE",
        in_output=False,
    )
    base_backend_path: tuple[str, ...] = _flag(
        (),
        "folders of the project that the base backend is imported from",
        metavar="DIR",
        in_output=False,
    )
    toolchain: str = _flag(
        "auto", "who links: the system's linker if one works, else zig", choices=TOOLCHAINS
    )
    emit: tuple[str, ...] = _flag(
        (),
        f"print a stage: {', '.join(EMIT_FORMS)}, or ir:PASS",
        metavar="FORM",
        in_project=False,
        in_output=False,
    )
    only: str = _flag(
        "", "with emit: this function only", metavar="FUNC", in_project=False, in_output=False
    )
    stop_after: str = _flag("", "end after this room", choices=ROOMS, in_project=False)
    skip: tuple[str, ...] = _flag((), "leave this pass out", metavar="PASS", in_project=False)
    verify: bool = _flag(False, "check the IR after every pass", in_project=False, in_output=False)
    time: bool = _flag(False, "say how long each stage took", in_project=False, in_output=False)
    list_passes: bool = _flag(
        False, "print the passes in their order", in_project=False, in_output=False
    )
    from_ir: str = _flag(
        "", "read this dump of IR instead of Python", metavar="FILE", in_project=False
    )
    editable: bool = field(default=False)
    """The libraries lie beside sources that will change: each must notice when one did."""

    @property
    def job_count(self) -> int:
        """How many workers to use: `jobs`, or the cores this process may use."""
        if self.jobs:
            return self.jobs
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0)) or 1
        return os.cpu_count() or 1

    @property
    def watched(self) -> bool:
        """Does somebody want to see modules being made, though they are in the cache?"""
        return bool(self.emit or self.stop_after or self.from_ir or self.verify)

    def output_settings(self) -> dict[str, Value]:
        """The settings that the bytes of the output depend on, for cache keys and `aot.json`."""
        return {flag.key: getattr(self, flag.name) for flag in FLAGS.values() if flag.in_output}

    def with_values(self, values: Mapping[str, Value]) -> Options:
        """These options with *values* (by key) laid over them: lists add up, the rest replaces."""
        changes: dict[str, Any] = {}
        for key, value in values.items():
            flag = FLAGS[key]
            if flag.kind == "list":
                known = cast("tuple[str, ...]", getattr(self, flag.name))
                added = cast("tuple[str, ...]", value)
                value = known + tuple(item for item in added if item not in known)
            changes[flag.name] = value
        return dataclasses.replace(self, **changes)


def _read_flags() -> dict[str, Flag]:
    kinds: dict[str, Kind] = {"str": "str", "int": "int", "bool": "bool"}
    result = {}
    for item in dataclasses.fields(Options):
        if item.metadata:
            kind = kinds.get(str(item.type), "list")
            flag = Flag(item.name, kind, **item.metadata)
            result[flag.key] = flag
    return result


FLAGS: Mapping[str, Flag] = _read_flags()
"""Every setting by the key its users write, in the order of `Options`."""


def suggest(word: str, known: Iterable[str]) -> str | None:
    """ "did you mean 'hints'?", or None when nothing known looks like *word*."""
    import difflib

    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else None


def parse_settings(settings: Iterable[tuple[str, str]], origin: str) -> dict[str, Value]:
    """Words such as `("opt-level", "3")` as values by key.

    *origin* says in messages where the words stand (`-C`). Raises UserError with all mistakes.
    """
    values: dict[str, Value] = {}
    problems = []
    for key, text in settings:
        flag = FLAGS.get(key)
        if flag is None:
            problems.append(config_error(f"unknown key '{key}' in {origin}", suggest(key, FLAGS)))
            continue
        value = flag.parse(text)
        if value is None:
            message = f"{origin} {key}: expected {flag.expected()}, found '{text}'"
            problems.append(config_error(message, suggest(text, flag.choices)))
        elif flag.kind == "list" and key in values:
            values[key] = cast("tuple[str, ...]", values[key]) + cast("tuple[str, ...]", value)
        else:
            values[key] = value
    if problems:
        raise UserError(problems)
    return values


def environment_values(environ: Mapping[str, str]) -> dict[str, Value]:
    """What `AOT_BUILD_FLAGS` asks for: `emit=ir time`, or as on a command line, `--emit ir`."""
    words = shlex.split(environ.get(FLAGS_VARIABLE, ""))
    return parse_settings(_pair_words(words), FLAGS_VARIABLE)


def _pair_words(words: Sequence[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        key, equals, text = word.lstrip("-").partition("=")
        flag = FLAGS.get(key)
        if not equals and rest and word.startswith("--") and flag and flag.kind != "bool":
            text = rest.pop(0)
        pairs.append((key, text))
    return pairs


def config_error(message: str, hint: str | None = None) -> Diagnostic:
    """A mistake in the settings that has no place in a file."""
    return Diagnostic(Severity.ERROR, message, None, "config", hint)
