# SPDX-License-Identifier: Apache-2.0
"""What each room gave, as text: `--emit`, and back: `--from-ir`.

A dump begins with a line that says what it is. IR can be read back, from after any pass:

    # ir:dce of shop.cart
    module shop.cart

    func total frame 2 {
      …
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aot_build.cache import cache_key, open_cache
from aot_build.diagnostics import Diagnostic, Severity, Span, UserError
from aot_build.front.scopes import FunctionScope, ModuleScopes
from aot_build.infer.plan import Plan
from aot_build.ir.function import Function, Module
from aot_build.ir.parse import ParseError, parse_module
from aot_build.ir.text import print_function
from aot_build.lower.module import first_line
from aot_build.options import EMIT_FORMS, Options, config_error, suggest
from aot_build.passes.manager import LOWERED, PASSES, REQUIRED

_HEADER = re.compile(r"^# ir(?::(?P<done>[\w-]+))? of (?P<module>\S+)$", re.MULTILINE)


@dataclass
class Dumps:
    """The dumps of one module, or of one LLVM module of it."""

    module: str
    forms: tuple[str, ...]
    only: str
    texts: list[tuple[str, str]] = field(default_factory=list)  # (form, text)

    def wants(self, form: str) -> bool:
        """Whether *form* was asked for."""
        return form in self.forms

    def add(self, form: str, text: str) -> None:
        """Keep a dump; with `--only` an empty one is none."""
        if text.strip():
            self.texts.append((form, text))

    def add_ir(self, done: str, fn: Function) -> None:
        """The IR of one function after a pass, or as it was lowered."""
        form = "ir" if done == LOWERED else f"ir:{done}"
        if self.wants(form) and self.shows(fn.qualname):
            self.texts.append((form, print_function(fn, positions=True)))

    def shows(self, qualname: str) -> bool:
        """Whether a function is to be shown."""
        return not self.only or qualname == self.only


def join_dumps(module: str, form: str, texts: Iterable[str]) -> str:
    """All dumps of one form of one module under their header; "" when there are none."""
    parts = [text.strip("\n") for text in texts if text.strip()]
    if not parts:
        return ""
    header = f"# {form} of {module}\n"
    if form.partition(":")[0] == "ir":
        header += f"module {module}\n\n"
    return header + "\n\n".join(parts) + "\n"


def check_options(options: Options) -> None:
    """Raise UserError for forms and passes that do not exist."""
    problems: list[Diagnostic] = []
    forms = (*EMIT_FORMS, *(f"ir:{name}" for name in PASSES))
    problems += unknown("emit", options.emit, forms)
    problems += unknown("skip", options.skip, tuple(PASSES))
    for name in options.skip:
        if name in REQUIRED:
            problems.append(config_error(f"skip: {name} cannot be left out"))
    if problems:
        raise UserError(problems)


def unknown(key: str, words: Sequence[str], known: Sequence[str]) -> Iterator[Diagnostic]:
    """A message for each word that is not known."""
    for word in words:
        if word not in known:
            message = f"{key}: there is no '{word}'; known: {', '.join(known)}"
            yield config_error(message, suggest(word, known))


# --- the front end's rooms ---


def dump_ast(scopes: ModuleScopes, only: str) -> str:
    """The tree of a module, or of the functions called *only*."""
    if not only:
        return ast.dump(scopes.parsed.tree, indent=2)
    found = [scope for scope in scopes.functions if scope.qualname == only]
    return "\n".join(ast.dump(scope.node, indent=2) for scope in found)


def dump_scopes(scopes: ModuleScopes, only: str) -> str:
    """Every function with the places of its names."""
    shown = [scope for scope in scopes.functions if only in ("", scope.qualname)]
    return "\n".join(scope_text(scope) for scope in shown)


def scope_text(scope: FunctionScope) -> str:
    """One function: `12: total (function, code 3)`, then its names by where they live."""
    line = first_line(scope.node)
    lines = [f"{line}: {scope.qualname} ({scope.kind}, code {scope.code_index})"]
    names = dict.fromkeys((*scope.localsplus, *scope.code.co_names))
    for where in ("local", "cell", "free"):
        found = [name for name in names if scope.classify(name) == where]
        if found:
            lines.append(f"  {where:5} {', '.join(found)}")
    return "\n".join(lines)


def dump_types(plans: Iterable[Plan], only: str) -> str:
    """The typed versions that are worth having, and what they rest on."""
    return "\n".join(plan_text(plan) for plan in plans if only in ("", plan.scope.qualname))


def plan_text(plan: Plan) -> str:
    """One typed version: `fib(n: int) -> int`, its variables, what it assumes."""
    guards = ", ".join(f"{name}: {ty}" for name, ty in plan.guards.items())
    lines = [f"{plan.scope.qualname}({guards}) -> {plan.result or 'unknown'}"]
    inner = {name: ty for name, ty in plan.variables.items() if name not in plan.guards}
    if inner:
        lines.append("  variables " + ", ".join(f"{name}: {ty}" for name, ty in inner.items()))
    assumed = [*(f"builtins.{name}" for name in plan.builtins), *plan.natives]
    if assumed:
        lines.append("  assumes   " + ", ".join(assumed))
    return "\n".join(lines)


# --- IR, back ---


@dataclass(frozen=True)
class IrDump:
    """IR of one module that was read back, and the pass it is the result of."""

    module: str
    done: str
    text: str
    line: int  # of the file, where the text begins


def read_dumps(path: Path) -> list[IrDump]:
    """The dumps of IR in a file; UserError when there is none."""
    text = path.read_text(encoding="utf-8")
    headers = list(_HEADER.finditer(text))
    if not headers:
        hint = "its first line is '# ir of MODULE'; '--emit ir' prints such a dump"
        raise UserError(bad_dump(path, 1, "this is not a dump of IR", hint))
    ends = [*(match.start() for match in headers[1:]), len(text)]
    return [
        IrDump(
            match["module"],
            match["done"] or LOWERED,
            functions_only(text[match.end() + 1 : end]),
            text.count("\n", 0, match.end()) + 1,
        )
        for match, end in zip(headers, ends, strict=True)
    ]


def functions_only(text: str) -> str:
    """*text* up to the last function: after it may come what else the command printed."""
    last = text.rfind("\n}")
    return text[: last + 3] if last >= 0 else text


def replay(path: Path, module: Module) -> dict[str, str]:
    """Put the functions that the dump at *path* has in the place of those in *module*.

    What the text does not say (code objects and their places) stays as it was lowered. Answers
    with the pass that each function is the result of.
    """
    dump = next((dump for dump in read_dumps(path) if dump.module == module.name), None)
    if dump is None:
        return {}
    codes = {fn.code.co_qualname: fn.code for fn in module.functions if fn.code is not None}
    try:
        read = {fn.name: fn for fn in parse_module(dump.text, codes).functions}
    except ParseError as error:
        number, _, message = str(error).partition(": ")
        raise UserError(bad_dump(path, dump.line + int(number), message)) from None
    for lowered in module.functions:
        if lowered.name in read:
            take_identity(read[lowered.name], lowered)
    strange = sorted(read.keys() - {fn.name for fn in module.functions})
    if strange:
        message = f"{module.name} has no native function {strange[0]}"
        raise UserError(bad_dump(path, dump.line, message))
    module.functions = [read.get(fn.name, fn) for fn in module.functions]
    return dict.fromkeys(read, dump.done)


def take_identity(fn: Function, lowered: Function) -> None:
    """Give *fn* what its text does not say."""
    fn.qualname = lowered.qualname
    fn.code = lowered.code
    fn.code_index = lowered.code_index
    fn.is_entry = lowered.is_entry
    fn.leaf = lowered.leaf


def bad_dump(path: Path, line: int, message: str, hint: str | None = None) -> Diagnostic:
    """A mistake in a file given to `--from-ir`."""
    return Diagnostic(Severity.ERROR, message, Span(str(path), line), "from-ir", hint)


def save_ir(module: str, done: str, text: str) -> Path:
    """Keep the IR that a pass failed on, for `--from-ir`."""
    form = "ir" if done == LOWERED else f"ir:{done}"
    data = join_dumps(module, form, [text]).encode()
    kept = open_cache().put(cache_key("failed-ir", data), data, ".ir")
    if kept is not None:
        return kept
    handle, name = tempfile.mkstemp(prefix="aot-", suffix=".ir")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return Path(name)
