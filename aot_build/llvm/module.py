# SPDX-License-Identifier: Apache-2.0
"""The LLVM modules that one Python module becomes.

    tables     ``aot_module_<name>``, an ``rt_module_def`` (docs/object-model.md, section 2), and
               what it points to
    functions  bodies and their entries, a group of them in each LLVM module

Each is an object file of its own, cached by its text: an edit of one function costs its group. They
meet at link time by hidden symbols.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from aot_build.llvm.constants import ExtraConstants
from aot_build.llvm.debug_info import DebugInfo, SourceFile
from aot_build.symbols import mangle_symbol

STATE_SIZE = 128  # RT_MODULE_STATE_SIZE
FRAME_HEADER = 160  # RT_FRAME_HEADER_MAX
LEAF_ARGUMENTS = 5  # RT_LEAF_ARGUMENTS
CELL_TYPE = "{ ptr, i64, i64 }"  # rt_global_cell
FUNCTION_TYPE = "{ i32, ptr, ptr, ptr, ptr, i32, i32 }"  # rt_function_def
MODULE_TYPE = "{ ptr, ptr, i32, i32, ptr, i32, ptr, ptr, ptr, i64, ptr, i64, ptr, i32, ptr }"

# What function bodies call besides the primitives.
RUNTIME = """
declare ptr @rt_frame_locals(ptr)
declare ptr @rt_frame_code(ptr)
declare ptr @rt_code_consts(ptr)
declare ptr @rt_code_names(ptr)
declare void @rt_frame_set_pos(ptr, i32)
declare void @rt_traceback(ptr, ptr) cold
declare void @rt_traceback_unframed(ptr, ptr, i32, i32) cold
declare i32 @rt_enter_unframed(ptr)
declare i32 @rt_unbound_local(ptr)
declare i32 @rt_error_is_set(ptr) cold
declare void @rt_incref(ptr)
declare void @rt_decref(ptr)
declare void @rt_decref_cold(ptr) cold
declare void @rt_int_incref(i64)
declare void @rt_int_decref(i64)
declare void @rt_slot_set(ptr, ptr)
declare void @rt_slot_clear(ptr)
declare void @rt_clear_slots(ptr, i64)
declare ptr @rt_known_global(ptr, i32)
declare ptr @rt_load_global_slow(ptr, i32)
declare ptr @rt_load_global_cold(ptr, i32) cold
declare ptr @rt_known_attr(ptr, ptr)
declare i32 @rt_set_known_attr(ptr, ptr, ptr)
declare i32 @rt_store_global(ptr, i32, ptr)
declare i32 @rt_delete_global(ptr, i32)
declare i32 @rt_global_is_builtin(ptr, i32, i32)
declare i32 @rt_global_is_native(ptr, i32, ptr)
declare ptr @rt_call(ptr, ptr, ptr, i64, ptr)
declare i64 @rt_num_word(ptr)
declare i64 @rt_num_peek(ptr)
declare double @rt_num_payload(ptr)
declare ptr @rt_num_to_object(i64, double)
declare void @rt_num_incref(i64)
declare void @rt_num_decref(i64)
declare ptr @rt_box_int(i64)
declare ptr @rt_box_i64(i64)
declare ptr @rt_box_f64(double)
declare ptr @rt_any_to_object(i64)
declare i64 @rt_any_from_object(ptr)
declare i64 @rt_unbox_int(ptr)
declare i64 @rt_unbox_i64(ptr)
declare double @rt_unbox_f64(ptr)
declare i32 @rt_is_smallint(ptr)
declare ptr @rt_type_of(ptr)
declare ptr @rt_eval_breaker_address(ptr)
declare i32 @rt_eval_breaker_at(ptr)
declare { i64, i1 } @llvm.sadd.with.overflow.i64(i64, i64)
declare { i64, i1 } @llvm.ssub.with.overflow.i64(i64, i64)
declare { i64, i1 } @llvm.smul.with.overflow.i64(i64, i64)
declare i32 @rt_eval_breaker_set(ptr)
declare i32 @rt_handle_eval_breaker(ptr) cold
declare i32 @rt_resume_point(ptr)
declare void @rt_suspend(ptr, i32, i32, i32)
declare void @rt_unwind_stack(ptr, i32)
declare i32 @rt_leaf_fits(ptr, i64, ptr, i64, ptr)
declare void @rt_leaf_failed(ptr) cold
declare void @rt_direct_failed(ptr) cold
declare i32 @rt_direct_call_fits(ptr, ptr, ptr, ptr)
declare i32 @rt_direct_method_fits(ptr, ptr, ptr, ptr)
declare i32 @rt_direct_class_fits(ptr, ptr, ptr, ptr)
declare ptr @rt_defaults_of(ptr, i64)
declare ptr @rt_method_defaults(ptr, i64)
declare ptr @rt_hold_class_defaults(ptr, i64)
declare ptr @rt_default_at(ptr, i64)
declare void @rt_release_defaults(ptr)
declare ptr @rt_begin_instance(ptr)
declare ptr @rt_finish_instance(ptr, ptr, ptr, i32) cold
declare ptr @rt_enter_class(ptr, ptr, ptr, i32, ptr, ptr, i32)
declare ptr @rt_enter_function(ptr, ptr, ptr, i32, ptr, ptr, i32)
declare ptr @rt_enter_method(ptr, ptr, ptr, i32, ptr, ptr, i32)
declare ptr @rt_collect(ptr, ptr, i32, ptr, ptr, ptr, ptr, i32, ptr, ptr, i32)
declare ptr @rt_peek_global(ptr, i32)
declare ptr @rt_vectorcall_framed(ptr, ptr, i64, ptr, ptr, ptr, i32)
@_Py_NoneStruct = external global i8
@_Py_TrueStruct = external global i8
@_Py_FalseStruct = external global i8
@_Py_EllipsisObject = external global i8
@_Py_NotImplementedStruct = external global i8
!0 = !{!"branch_weights", i32 1, i32 2000}
!1 = !{!"branch_weights", i32 2000, i32 1}
"""

TYPE_SYMBOLS = {
    "int": "PyLong_Type",
    "float": "PyFloat_Type",
    "bool": "PyBool_Type",
    "str": "PyUnicode_Type",
    "bytes": "PyBytes_Type",
    "list": "PyList_Type",
    "tuple": "PyTuple_Type",
    "dict": "PyDict_Type",
    "set": "PySet_Type",
    "function": "PyFunction_Type",
}
# Built-ins whose meaning is compared (GlobalIs); the order is that of runtime/builtins.c.
BUILTINS: tuple[str, ...] = ("abs", "bool", "chr", "divmod", "enumerate", "float", "int")
BUILTINS += ("isinstance", "len", "list", "max", "min", "ord", "pow", "range", "round", "str")
BUILTINS += ("sum", "tuple", "zip")


@dataclasses.dataclass(frozen=True)
class NativeFunction:
    """A function's row in the module's table."""

    code_index: int
    body: str
    nlocalsplus: int
    is_called: bool = True  # has a vectorcall entry: no generator, no module
    leaf: str = ""  # the version that calls with so many positional arguments try first
    arity: int = 0
    binds_directly: bool = False  # positional arguments, as many as that, are its first variables


class ModuleTables:
    """What all functions of a Python module share: its symbols, global names and constants."""

    def __init__(self, name: str, debug: SourceFile | None = None) -> None:
        """*debug*: the source, if debuggers are to know of it."""
        self.name = name
        self.debug = debug
        self.symbol = f"aot_module_{mangle_symbol(name)}"
        self.prefix = f"py.{mangle_symbol(name)}"
        self.extra = ExtraConstants()
        self.globals: dict[str, int] = {}

    def body_of(self, function: str) -> str:
        """The symbol of a native function's body."""
        return f"{self.prefix}.{function}"

    def entry_of(self, function: str) -> str:
        """The symbol of a native function's vectorcall entry."""
        return f"{self.prefix}.{function}.entry"

    def failures_of(self, function: str) -> str:
        """The symbol of the count of how often a function's leaf version gave up."""
        return f"{self.entry_of(function)}.failures"

    def write(
        self, functions: Sequence[NativeFunction], *, code: bytes, source: str, is_package: bool
    ) -> str:
        """The text of the tables, when all functions have been written."""
        rows = sorted(functions, key=lambda row: row.code_index)
        parts = [
            f'source_filename = "{self.name}"',
            *(f"declare hidden ptr @{self.entry_of(row.body)}()" for row in rows if row.is_called),
            *(f"declare hidden ptr @{self.body_of(row.body)}()" for row in rows),
            *(f"declare hidden ptr @{self.body_of(row.leaf)}()" for row in rows if row.leaf),
            *(
                f"@{self.failures_of(row.body)} = external hidden global i32"
                for row in rows
                if row.leaf
            ),
            *self._storage(),
            self._tables(rows, code, source, is_package),
        ]
        return "\n".join(parts) + "\n"

    def _storage(self) -> list[str]:
        cells, consts = max(1, len(self.globals)), max(1, len(self.extra.values))
        return [
            f"@{self.symbol}_cells = internal global [{cells} x {CELL_TYPE}] zeroinitializer",
            f"@{self.symbol}_consts = hidden global [{consts} x ptr] zeroinitializer",
            f"@{self.symbol}_state = internal global [{STATE_SIZE} x i8] zeroinitializer, align 16",
        ]

    def _entry_pointer(self, row: NativeFunction) -> str:
        return f"@{self.entry_of(row.body)}" if row.is_called else "null"

    def _direct_fields(self, row: NativeFunction) -> str:
        leaf = failures = "null"
        if row.leaf and row.arity <= LEAF_ARGUMENTS:
            leaf, failures = f"@{self.body_of(row.leaf)}", f"@{self.failures_of(row.body)}"
        direct = row.arity + 1 if row.is_called and row.binds_directly else 0
        return f"ptr {leaf}, ptr {failures}, i32 {direct}, i32 {row.nlocalsplus}"

    def _tables(
        self, rows: Sequence[NativeFunction], code: bytes, source: str, is_package: bool
    ) -> str:
        extra = self.extra.marshalled()
        lines = [
            bytes_constant(f"{self.symbol}_name", self.name.encode() + b"\0"),
            bytes_constant(f"{self.symbol}_source", source.encode() + b"\0"),
            bytes_constant(f"{self.symbol}_code", code),
            bytes_constant(f"{self.symbol}_extra", extra or b"\0"),
        ]
        for name, index in self.globals.items():
            lines.append(bytes_constant(f"{self.symbol}_g{index}", name.encode() + b"\0"))
        names = ", ".join(f"ptr @{self.symbol}_g{i}" for i in range(len(self.globals)))
        names = names or "ptr null"
        lines.append(
            f"@{self.symbol}_names = internal constant "
            f"[{max(1, len(self.globals))} x ptr] [{names}]"
        )
        table = ", ".join(
            f"{FUNCTION_TYPE} {{ i32 {row.code_index}, ptr {self._entry_pointer(row)}, "
            f"ptr @{self.body_of(row.body)}, {self._direct_fields(row)} }}"
            for row in rows
        )
        lines.append(
            f"@{self.symbol}_functions = internal constant [{len(rows)} x {FUNCTION_TYPE}] "
            + (f"[{table}]" if rows else "[]")
        )
        lines.append(
            f"@{self.symbol} = hidden constant {MODULE_TYPE} {{ "
            f"ptr @{self.symbol}_name, ptr @{self.symbol}_source, i32 {int(is_package)}, "
            f"i32 {len(rows)}, ptr @{self.symbol}_functions, i32 {len(self.globals)}, "
            f"ptr @{self.symbol}_names, ptr @{self.symbol}_cells, ptr @{self.symbol}_code, "
            f"i64 {len(code)}, ptr @{self.symbol}_extra, i64 {len(extra)}, "
            f"ptr @{self.symbol}_consts, i32 {len(self.extra.values)}, ptr @{self.symbol}_state }}"
        )
        return "\n".join(lines)


class ModuleWriter:
    """Collects what a group of functions needs, then writes their LLVM module."""

    def __init__(self, tables: ModuleTables) -> None:
        self.tables = tables
        self.symbol = tables.symbol
        self.extra = tables.extra
        self.body_of = tables.body_of
        self.entry_of = tables.entry_of
        self.debug = DebugInfo(tables.debug) if tables.debug is not None else None
        self._declared: dict[str, str] = {}
        self._caches: list[int] = []
        self._types: dict[str, None] = {}

    def declare(self, name: str, result: str, parameters: Sequence[str]) -> None:
        """Declare a C function of the runtime."""
        line = f"declare {result} @{name}({', '.join(parameters)})"
        if line not in RUNTIME:
            self._declared[name] = line

    def new_cache(self, size: int) -> str:
        """Zeroed storage of one inline cache; its symbol."""
        self._caches.append(size)
        return f"cache.{len(self._caches) - 1}"

    def global_index(self, symbol: str) -> int:
        """The cell of a global name."""
        return self.tables.globals.setdefault(symbol, len(self.tables.globals))

    def builtin_index(self, name: str) -> int:
        """The place of a built-in in the runtime's table."""
        return BUILTINS.index(name)

    def type_symbol(self, name: str) -> str:
        """The C symbol of a built-in type."""
        symbol = TYPE_SYMBOLS[name]
        self._types[symbol] = None
        return symbol

    def write(
        self,
        functions: Sequence[NativeFunction],
        bodies: Sequence[str],
        others: Sequence[str],
        attributes: str,
    ) -> str:
        """The whole LLVM module.

        *functions* are those with an entry, *others* the declarations of functions elsewhere;
        *attributes* are those of every generated function.
        """
        parts = [
            f'source_filename = "{self.tables.name}"',
            RUNTIME,
            f"@{self.symbol} = external hidden constant i8",
            f"@{self.symbol}_consts = external hidden global i8",
            *self._declared.values(),
            *others,
            *(f"@{symbol} = external global i8" for symbol in self._types),
            *(
                f"@cache.{i} = internal global [{size} x i8] zeroinitializer, align 8"
                for i, size in enumerate(self._caches)
            ),
            *(self._entry(row) for row in functions if row.is_called),
            *bodies,
            f"attributes #0 = {{ {attributes} }}",
            *(self.debug.text() if self.debug is not None else ()),
        ]
        return "\n".join(parts) + "\n"

    def _entry(self, row: NativeFunction) -> str:
        if row.leaf:
            return self._leaf_entry(row)
        return self._framed_entry(row, f"hidden ptr @{self.entry_of(row.body)}")

    def _leaf_entry(self, row: NativeFunction) -> str:
        """An entry that tries the leaf version, and goes the usual way if that gives up."""
        entry = self.entry_of(row.body)
        parameters = "ptr %callable, ptr %args, i64 %nargsf, ptr %kwnames"
        lines = [
            f"@{entry}.failures = hidden global i32 0",
            f"define hidden ptr @{entry}({parameters}) #0 {{",
            f"  %fits = call i32 @rt_leaf_fits(ptr %callable, i64 %nargsf, ptr %kwnames, "
            f"i64 {row.arity}, ptr @{entry}.failures)",
            "  %try = icmp ne i32 %fits, 0",
            "  br i1 %try, label %leaf, label %framed",
            "leaf:",
        ]
        for i in range(row.arity):
            lines.append(f"  %p{i} = getelementptr ptr, ptr %args, i64 {i}")
            lines.append(f"  %a{i} = load ptr, ptr %p{i}")
        arguments = ", ".join(["ptr null", *(f"ptr %a{i}" for i in range(row.arity))])
        lines += [
            f"  %found = call ptr @{self.body_of(row.leaf)}({arguments})",
            "  %missed = icmp eq ptr %found, null",
            "  br i1 %missed, label %failed, label %done",
            "done:",
            "  ret ptr %found",
            "failed:",
            f"  call void @rt_leaf_failed(ptr @{entry}.failures)",
            "  br label %framed",
            "framed:",
            f"  %result = tail call ptr @{entry}.framed({parameters})",
            "  ret ptr %result",
            "}",
        ]
        return "\n".join([*lines, self._framed_entry(row, f"internal ptr @{entry}.framed")])

    def _framed_entry(self, row: NativeFunction, symbol: str) -> str:
        size = FRAME_HEADER + 8 * (row.nlocalsplus + 4)
        return (
            f"define {symbol}"
            "(ptr %callable, ptr %args, i64 %nargsf, ptr %kwnames) #0 {\n"
            f"  %frame = alloca [{size} x i8], align 16\n"
            "  %result = call ptr @rt_vectorcall_framed(ptr %callable, ptr %args, i64 %nargsf, "
            f"ptr %kwnames, ptr @{self.body_of(row.body)}, ptr %frame, i32 {row.nlocalsplus})\n"
            "  ret ptr %result\n}"
        )


def bytes_constant(symbol: str, data: bytes) -> str:
    """A private constant array of bytes."""
    text = "".join(map(_ESCAPED.__getitem__, data))
    return f'@{symbol} = internal constant [{len(data)} x i8] c"{text}"'


_ESCAPED = [
    chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\{byte:02X}" for byte in range(256)
]
