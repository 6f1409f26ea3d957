# SPDX-License-Identifier: Apache-2.0
"""Reading back the text that ``ir/text.py`` prints.

Names may be used before the line that defines them, so a function is read in two passes: the first
collects slots, labels and the representation of every value, the second makes the operations.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any

from aot_build import primitives
from aot_build.ir.function import Block, Function, Module, Slot, SlotKind
from aot_build.ir.ops import CallMethod, LoadConst
from aot_build.ir.text import field_names
from aot_build.ir.types import Rep
from aot_build.ir.values import REGISTRY, Const, Op, Param, Value
from aot_build.primitives.registry import TABLE

_NAME = r"[^\s,:()=$]+"
_FUNC = re.compile(rf"func ({_NAME})(?: frame (\d+)(?: start (\d+))?|\((.*)\) -> (\w+)) \{{$")
_SLOT = re.compile(
    r"(local|cell|temp) \$(\S+): (\w+)(?:<([^>]+)>)?(?: @(-?\d+))?(?: array (\d+))?( borrowed)?$"
)
_PARAM = re.compile(rf"({_NAME}): (\w+)(?:<([^>]+)>)?$")
_LABEL = re.compile(rf"({_NAME})(?:\((.*)\))?(?: handler ({_NAME}))?:$")
_RESULT = re.compile(rf"({_NAME}): (\w+) = (.*)$")
_POSITION = re.compile(r" @(\d+)(?:,(\d+))?$")
_CLEANUP = re.compile(r" cleanup\(([^()]*)\)$")
INTEGER_REPS = {"": Rep.I64, "t": Rep.INT, "a": Rep.ANY}
_INTEGER = re.compile(r"(-?\d+)([ta]?)$")


class ParseError(ValueError):
    """The text is not IR; the message begins with the line number."""


def parse_module(text: str, codes: Mapping[str, CodeType] | None = None) -> Module:
    """Read a dump. *codes*: code objects by qualified name; others become empty ones."""
    load_tables()
    module = Module("module")
    lines = list(enumerate(text.splitlines(), 1))
    start = 0
    for index, (number, line) in enumerate(lines):
        if line.startswith("module "):
            module.name = line.removeprefix("module ").strip()
        elif line.startswith("func "):
            start = index
        elif line == "}":
            reader = _FunctionReader(lines[start : index + 1], codes or {})
            module.functions.append(reader.read())
        elif line and not line.startswith((" ", "#")) and not _LABEL.match(line):
            raise ParseError(f"{number}: not IR: {line}")
    return module


def parse_function(text: str, codes: Mapping[str, CodeType] | None = None) -> Function:
    """Read the text of one function."""
    functions = parse_module(text, codes).functions
    if len(functions) != 1:
        raise ParseError(f"1: one function is expected, not {len(functions)}")
    return functions[0]


class _FunctionReader:
    """The state of reading one function."""

    def __init__(self, lines: list[tuple[int, str]], codes: Mapping[str, CodeType]) -> None:
        self.lines = lines
        self.codes = codes
        self.slots: dict[str, Slot] = {}
        self.blocks: dict[str, Block] = {}
        self.values: dict[str, Value] = {}
        self.number = lines[0][0]

    def read(self) -> Function:
        """The function."""
        function = self.read_header(self.lines[0][1])
        body = self.lines[1:-1]
        handlers: dict[Block, str] = {}
        for self.number, line in body:
            self.collect(function, line, handlers)
        for block, label in handlers.items():
            block.handler = self.block(label)
        current = function.blocks[0] if function.blocks else Block("entry")
        made: dict[Value, Value] = {}
        for self.number, line in body:
            if not line.startswith("  "):
                header = _LABEL.match(line)
                if header:
                    current = self.block(header[1])
            elif not _SLOT.match(line.strip()):
                self.read_op(line.strip(), current, made)
        function.replace_uses(made)
        for op in function.ops():
            op.cleanup = tuple(made.get(value, value) for value in op.cleanup)
        return function

    def fail(self, message: str) -> ParseError:
        return ParseError(f"{self.number}: {message}")

    # --- first pass ---

    def read_header(self, line: str) -> Function:
        match = _FUNC.match(line)
        if not match:
            raise self.fail(f"not a function: {line}")
        name, size, start, params, result = match.groups()
        if size is not None:
            started = None if start is None else int(start)
            return Function(name, name, nlocalsplus=int(size), start=started)
        function = Function(name, name, framed=False, result=self.rep(result))
        function.params = self.params(params, owned=False)
        return function

    def collect(self, function: Function, line: str, handlers: dict[Block, str]) -> None:
        """Declare what one line declares."""
        slot = _SLOT.match(line.strip())
        if slot and line.startswith("  "):
            kind, name, rep, ty, index, array, borrowed = slot.groups()
            made = Slot(name, SlotKind(kind), self.rep(rep), int(index or -1), ty or "object")
            made.array = int(array or kind == "temp")
            made.borrowed = borrowed is not None
            self.slots[name] = made
            function.slots.append(made)
        elif line.startswith("  "):
            if not function.blocks:
                self.add_block(function, "entry")
            result = _RESULT.match(line.strip())
            if result:
                self.declare(result[1], _Forward(self.rep(result[2])))
        elif line.strip() and not line.startswith("#"):
            label = _LABEL.match(line)
            if not label:
                raise self.fail(f"not a label: {line}")
            block = self.add_block(function, label[1])
            block.params = self.params(label[2] or "", owned=True)
            if label[3]:
                handlers[block] = label[3]

    def add_block(self, function: Function, label: str) -> Block:
        if label in self.blocks:
            raise self.fail(f"there are two blocks {label}")
        block = self.blocks[label] = Block(label)
        function.blocks.append(block)
        return block

    def params(self, text: str, *, owned: bool) -> list[Param]:
        params = []
        for part in filter(None, text.split(", ")):
            match = _PARAM.match(part)
            if not match:
                raise self.fail(f"not a parameter: {part}")
            param = Param(self.rep(match[2]), match[3] or "object", owned=owned)
            param.name = match[1]
            self.declare(match[1], param)
            params.append(param)
        return params

    def declare(self, name: str, value: Value) -> None:
        if name in self.values:
            raise self.fail(f"{name} is defined twice")
        self.values[name] = value

    # --- second pass ---

    def read_op(self, line: str, block: Block, made: dict[Value, Value]) -> None:
        """Append the operation of one line to *block*."""
        result = _RESULT.match(line)
        name, rep, text = result.groups() if result else ("", "none", line)
        position = _POSITION.search(text)
        text = _POSITION.sub("", text)
        cleanup = _CLEANUP.search(text)
        text = _CLEANUP.sub("", text)
        owned = text.endswith(" owned")
        mnemonic, _, rest = text.removesuffix(" owned").partition(" ")
        kind = REGISTRY.get(mnemonic)
        if kind is None:
            raise self.fail(f"no operation is called {mnemonic}")
        op = self.make(kind, rest, self.rep(rep))
        op.name = name
        op.owned = op.owned or owned
        op.pos = int(position[1]) if position else op.pos
        if isinstance(op, CallMethod) and position and position[2]:
            op.lookup_pos = int(position[2])
        op.cleanup = tuple(self.names(cleanup[1])) if cleanup else ()
        block.ops.append(op)
        if name:
            made[self.values[name]] = op

    def make(self, kind: type[Op], text: str, rep: Rep) -> Op:
        """The operation of class *kind* with fields as they are written in *text*."""
        if kind is LoadConst:
            return LoadConst(self.constant(text))
        text, flag = _split_flag(kind, text)
        arguments = ""
        if "args" in kind.operand_fields and text.endswith(")"):
            text, _, arguments = text[:-1].partition("(")
        words = [word for word in text.split(", ") if word]
        fields: dict[str, Any] = {}
        for field, annotation in _annotations(kind).items():
            if field == "args":
                fields["args"], fields["kwnames"] = self.arguments(arguments)
            elif field == "likely":
                fields[field] = {"likely": True, "unlikely": False}.get(flag)
            elif annotation == "bool":
                fields[field] = field == flag
            elif annotation == "Rep":
                fields[field] = rep
            elif field != "kwnames":
                if not words:
                    raise self.fail(f"{kind.mnemonic}: no {field}")
                fields[field] = self.reader(annotation)(words.pop(0))
        if words:
            raise self.fail(f"{kind.mnemonic}: unexpected {words[0]}")
        known = field_names(kind)
        return kind(**{field: item for field, item in fields.items() if field in known})

    def reader(self, annotation: str) -> Callable[[str], Any]:
        """What reads a field of that type."""
        readers: dict[str, Callable[[str], Any]] = {
            "Value": self.value,
            "Slot": self.slot,
            "Block": self.block,
            "Prim": self.prim,
            "int": int,
            "tuple[Slot, ...]": lambda text: tuple(map(self.slot, _listed(text))),
            "tuple[int, ...]": lambda text: tuple(map(int, _listed(text))),
        }
        return readers.get(annotation, str)

    def arguments(self, text: str) -> tuple[tuple[Value, ...], tuple[str, ...]]:
        """`a, key=b`."""
        values, keywords = [], []
        for part in filter(None, text.split(", ")):
            key, equals, name = part.rpartition("=")
            if equals:
                keywords.append(key)
            values.append(self.value(name))
        return tuple(values), tuple(keywords)

    def names(self, text: str) -> list[Value]:
        return [self.value(name) for name in filter(None, text.split(", "))]

    def value(self, text: str) -> Value:
        """A value by name, or a number."""
        if text in self.values:
            return self.values[text]
        if text in ("true", "false"):
            return Const(int(text == "true"), Rep.BOOL)
        integer = _INTEGER.match(text)
        if integer:
            return Const(int(integer[1]), INTEGER_REPS[integer[2]])
        try:
            return Const(float(text), Rep.F64)
        except ValueError:
            raise self.fail(f"nothing is called {text}") from None

    def slot(self, text: str) -> Slot:
        try:
            return self.slots[text.removeprefix("$")]
        except KeyError:
            raise self.fail(f"there is no slot {text}") from None

    def block(self, text: str) -> Block:
        try:
            return self.blocks[text]
        except KeyError:
            raise self.fail(f"there is no block {text}") from None

    def prim(self, text: str) -> Any:
        try:
            return TABLE[text]
        except KeyError:
            raise self.fail(f"there is no primitive {text}") from None

    def rep(self, text: str) -> Rep:
        try:
            return Rep(text)
        except ValueError:
            raise self.fail(f"{text} is no representation") from None

    def constant(self, text: str) -> object:
        """A constant from its Python expression."""
        try:
            return self.evaluate(ast.parse(text, mode="eval").body)
        except (SyntaxError, ValueError) as error:
            raise self.fail(f"not a constant: {text}") from error

    def evaluate(self, node: ast.expr) -> Any:
        """The expressions that `constant_text` writes, and no others."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Tuple():
                return tuple(self.evaluate(item) for item in node.elts)
            case ast.UnaryOp(op=ast.USub()):
                return -self.evaluate(node.operand)
            case ast.Name(id="Ellipsis"):
                return ...
            case ast.Name(id="inf" | "nan" as number):
                return float(number)
            case ast.Call(func=ast.Name(id="code"), args=[ast.Constant(str(qualname))]):
                return self.codes.get(qualname) or empty_code(qualname)
            case ast.Call(func=ast.Name(id="frozenset" | "complex" | "slice" as name)):
                make: dict[str, Callable[..., object]] = {
                    "frozenset": frozenset,
                    "complex": complex,
                    "slice": slice,
                }
                return make[name](*(self.evaluate(item) for item in node.args))
        raise ValueError(ast.dump(node))


def _listed(text: str) -> list[str]:
    """The items of `[a b]`."""
    return text.removeprefix("[").removesuffix("]").split()


class _Forward(Value):
    """A value whose operation has not been read yet."""

    def __init__(self, rep: Rep) -> None:
        self.rep = rep


def load_tables() -> None:
    """Read every table of primitives, so that each can be found by name."""
    for table in pkgutil.iter_modules(primitives.__path__):
        importlib.import_module(f"{primitives.__name__}.{table.name}")


def empty_code(qualname: str) -> CodeType:
    """A code object that stands for one that was not given."""
    name = qualname.rpartition(".")[2]
    return compile("", "<ir>", "exec").replace(co_name=name, co_qualname=qualname)


def _annotations(kind: type[Op]) -> dict[str, str]:
    """Field → the type it is annotated with."""
    fields = getattr(kind, "__dataclass_fields__", {})
    return {name: str(field.type) for name, field in fields.items()}


def _split_flag(kind: type[Op], text: str) -> tuple[str, str]:
    """*text* without the flag word at its end, and that word."""
    flags = {name for name, annotation in _annotations(kind).items() if annotation == "bool"}
    if "likely" in field_names(kind):
        flags |= {"likely", "unlikely"}
    head, _, last = text.rpartition(" ")
    return (head, last) if last in flags else (text, "")
