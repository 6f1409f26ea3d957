# SPDX-License-Identifier: Apache-2.0
"""Arithmetic on values that are probably floats, written out.

    t: num = num_binary x, y, Mult      both floats: fmul of their payloads
                                   ->   both small ints (never for objects): mul of the words
                                        else: rt_num_mul_slow, whose status is checked

A ``num`` is two LLVM values, a word and a payload: runtime/inline_num.h says what they mean. So no
object is made between the operations of an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aot_build.ir.ops import LoadConst
from aot_build.ir.types import TAGGED, Rep
from aot_build.ir.values import Const
from aot_build.llvm.errors import error_label
from aot_build.llvm.types import float_literal

if TYPE_CHECKING:
    from aot_build.ir.ops import Box, NumBinary, NumCompare, NumUnary, ToNum
    from aot_build.ir.values import Op, Value
    from aot_build.llvm.emit import FunctionEmitter

IS_FLOAT = "1"  # the word of a float
NAMES = {
    "Add": "add",
    "Sub": "sub",
    "Mult": "mul",
    "Div": "div",
    "Pow": "pow",
    "FloorDiv": "floordiv",
    "Mod": "mod",
    "LShift": "lshift",
    "RShift": "rshift",
    "BitAnd": "and",
    "BitOr": "or",
    "BitXor": "xor",
}
FLOAT_OPCODES = {"Add": "fadd", "Sub": "fsub", "Mult": "fmul", "Div": "fdiv"}
BITWISE = {"BitAnd": "and", "BitOr": "or", "BitXor": "xor"}  # of two words: that of two small ints
SHIFTS = ("LShift", "RShift")
WORD_BITS = 64
INT_INTRINSICS = {"Add": "sadd", "Sub": "ssub", "Mult": "smul"}
UNARY_SLOW = {"USub": "rt_num_negative_slow", "Invert": "rt_num_invert_slow"}
FLOAT_PREDICATES = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}
INT_PREDICATES = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}
EXACT = 1 << 53  # every int up to here is a float
NO_PAYLOAD = "0.0"


@dataclass
class Operand:
    """What is known of an operand before the program runs.

    ``kind``: "float", "const" (a small int), "word" (tagged), "num" or "object".
    """

    kind: str
    text: str  # the value itself, or the word
    payload: str = NO_PAYLOAD

    @property
    def maybe_int(self) -> bool:
        """Whether a small int needs no object here."""
        return self.kind in ("const", "word", "num")


def read_operand(emitter: FunctionEmitter, value: Value) -> Operand:
    """Classify *value*."""
    if value.rep is Rep.F64:
        return Operand("float", IS_FLOAT, emitter.ref(value))
    if isinstance(value, (Const, LoadConst)):
        known = value.value
        if isinstance(known, float):
            return Operand("float", IS_FLOAT, float_literal(known))
        if type(known) is int and abs(known) < EXACT:
            return Operand("const", str(known << 1), float_literal(float(known)))
    if value.rep is Rep.NUM:
        return Operand("num", emitter.ref(value), emitter.payloads[value])
    if value.rep in TAGGED:
        return Operand("word", emitter.ref(value))
    return Operand("object", emitter.ref(value))


def read_operands(
    emitter: FunctionEmitter, *values: Value, ints_only: bool = False
) -> list[Operand]:
    """Two operands. An object beside what may be an int is looked into, for it may be one, too.

    *ints_only*: the operator is one that ints have and floats have not.
    """
    operands = [read_operand(emitter, value) for value in values]
    looked_into = ("num", "word", "const") if ints_only else ("num", "word")
    for i, operand in enumerate(operands):
        if operand.kind == "object" and operands[1 - i].kind in looked_into:
            word, payload = emitter.fresh("w"), emitter.fresh("f")
            emitter.line(f"{word} = call i64 @rt_num_peek(ptr {operand.text})")
            emitter.line(f"{payload} = call double @rt_num_payload(ptr {operand.text})")
            operands[i] = Operand("num", word, payload)
    return operands


# --- operations ---


def emit_num_binary(emitter: FunctionEmitter, op: NumBinary) -> None:
    """An operator: see the top of the file."""
    left, right = read_operands(
        emitter, op.left, op.right, ints_only=op.operator in (*BITWISE, *SHIFTS)
    )
    slow, join = (emitter.fresh(hint)[1:] for hint in ("slow", "num"))
    results: list[tuple[str, str, str]] = []  # word, payload, block
    ints = left.maybe_int and right.maybe_int
    if ints and is_written_out(op.operator, right):
        enter_ints(emitter, left, right, slow)
        word = WRITTEN_OUT[op.operator](emitter, left, right, op.operator, slow)
        results.append((word, NO_PAYLOAD, emitter.current_label))
        emitter.line(f"br label %{join}")
    elif op.operator in FLOAT_OPCODES:
        ints = ints and op.operator in INT_INTRINSICS
        other = emitter.fresh("other")[1:] if ints else slow
        a, b = enter_floats(emitter, left, right, other, divides=op.operator == "Div")
        total = emitter.fresh("f")
        emitter.line(f"{total} = {FLOAT_OPCODES[op.operator]} double {a}, {b}")
        results.append((IS_FLOAT, total, emitter.current_label))
        emitter.line(f"br label %{join}")
        if ints:
            emitter.start_label(other)
            results.append(add_ints(emitter, left, right, op.operator, slow, join))
    name = f"rt_num_{'inplace_' if op.inplace else ''}{NAMES[op.operator]}_slow"
    with slow_block(emitter, op, slow if results else None):
        results += call_slow(emitter, op, name, [left, right], join)
    emitter.start_label(join)
    join_results(emitter, op, results)


def emit_num_unary(emitter: FunctionEmitter, op: NumUnary) -> None:
    """-x and ~x."""
    operand = read_operand(emitter, op.value)
    ints, slow, join = (emitter.fresh(hint)[1:] for hint in ("int", "slow", "num"))
    results: list[tuple[str, str, str]] = []
    if op.operator == "USub":
        branch_if_all(emitter, [test_float(emitter, operand)], ints, "float")
        negated = emitter.fresh("f")
        emitter.line(f"{negated} = fneg double {operand.payload}")
        results.append((IS_FLOAT, negated, emitter.current_label))
        emitter.line(f"br label %{join}")
        emitter.start_label(ints)
    branch_if_all(emitter, [test_small(emitter, operand.text)], slow, "small")
    if op.operator == "USub":
        word = subtract_from_zero(emitter, operand, slow, join)
    else:
        word = emitter.fresh("v")
        emitter.line(f"{word} = xor i64 {operand.text}, -2")
        emitter.line(f"br label %{join}")
    results.append((word, NO_PAYLOAD, emitter.current_label))
    with slow_block(emitter, op, slow):
        results += call_slow(emitter, op, UNARY_SLOW[op.operator], [operand], join)
    emitter.start_label(join)
    join_results(emitter, op, results)


def subtract_from_zero(emitter: FunctionEmitter, operand: Operand, slow: str, join: str) -> str:
    """The word of -x, and on to *join* if it is one."""
    pair, total, overflow = (emitter.fresh(hint) for hint in ("pair", "v", "o"))
    function = "@llvm.ssub.with.overflow.i64"
    emitter.line(f"{pair} = call {{ i64, i1 }} {function}(i64 0, i64 {operand.text})")
    emitter.line(f"{total} = extractvalue {{ i64, i1 }} {pair}, 0")
    emitter.line(f"{overflow} = extractvalue {{ i64, i1 }} {pair}, 1")
    emitter.line(f"br i1 {overflow}, label %{slow}, label %{join}, !prof !0")
    return total


def emit_num_compare(emitter: FunctionEmitter, op: NumCompare) -> None:
    """The truth of a comparison."""
    left, right = read_operands(emitter, op.left, op.right)
    slow, join = (emitter.fresh(hint)[1:] for hint in ("slow", "test"))
    ints = left.maybe_int and right.maybe_int
    results = []
    if "word" not in (left.kind, right.kind):  # a large int need not equal the float it rounds to
        other = emitter.fresh("other")[1:] if ints else slow
        a, b = enter_floats(emitter, left, right, other)
        truth = emitter.fresh("v")
        emitter.line(f"{truth} = fcmp {FLOAT_PREDICATES[op.predicate]} double {a}, {b}")
        results.append((truth, emitter.current_label))
        emitter.line(f"br label %{join}")
        if ints:
            emitter.start_label(other)
    if ints:
        enter_ints(emitter, left, right, slow)
        truth = emitter.fresh("v")
        predicate = INT_PREDICATES[op.predicate]
        emitter.line(f"{truth} = icmp {predicate} i64 {left.text}, {right.text}")
        results.append((truth, emitter.current_label))
        emitter.line(f"br label %{join}")
    with slow_block(emitter, op, slow if results else None):
        results += compare_slow(emitter, op, [left, right], join)
    emitter.start_label(join)
    pairs = ", ".join(f"[ {value}, %{label} ]" for value, label in results)
    emitter.define(op, f"phi i1 {pairs}")


# --- conversions ---


def emit_to_num(emitter: FunctionEmitter, op: ToNum) -> None:
    """A word and a payload for any value, owned."""
    operand = read_operand(emitter, op.value)
    if operand.kind in ("float", "const"):
        set_num(emitter, op, operand.text, operand.payload)
    elif operand.kind == "object":
        word, payload = emitter.fresh("w"), emitter.fresh("f")
        emitter.line(f"{word} = call i64 @rt_num_word(ptr {operand.text})")
        emitter.line(f"{payload} = call double @rt_num_payload(ptr {operand.text})")
        set_num(emitter, op, word, payload)
    else:
        emitter.line(f"call void @rt_num_incref(i64 {operand.text})")
        set_num(emitter, op, operand.text, operand.payload)


def box_num(emitter: FunctionEmitter, op: Box) -> None:
    """The object of a ``num``."""
    operands = f"i64 {emitter.ref(op.value)}, double {emitter.payloads[op.value]}"
    name = emitter.define(op, f"call ptr @rt_num_to_object({operands})")
    emitter.check_result(op, name, "ptr", Rep.OBJ)


def set_num(emitter: FunctionEmitter, op: Op, word: str, payload: str) -> None:
    """Let *op* be the ``num`` of these two."""
    emitter.names[op] = word
    emitter.payloads[op] = payload


# --- parts ---


def enter_floats(
    emitter: FunctionEmitter, left: Operand, right: Operand, other: str, *, divides: bool = False
) -> tuple[str, str]:
    """Go to *other* unless both are floats, or one a float and the other a small int; payloads."""
    tests = []
    for operand in (left, right):
        if operand.kind in ("num", "object"):
            tests.append(test_float(emitter, operand))
        elif operand.kind == "word":
            tests.append(test_small(emitter, operand.text))
    branch_if_all(emitter, tests, other, "float")
    a, b = (read_payload(emitter, operand) for operand in (left, right))
    if divides:
        test = emitter.fresh("t")
        emitter.line(f"{test} = fcmp une double {b}, 0.0")
        branch_if_all(emitter, [test], other, "divisible")
    return a, b


def enter_ints(emitter: FunctionEmitter, left: Operand, right: Operand, slow: str) -> None:
    """Go to *slow* unless both words are small ints."""
    word = left.text
    if "const" not in (left.kind, right.kind):
        word = emitter.fresh("t")
        emitter.line(f"{word} = or i64 {left.text}, {right.text}")
    elif left.kind == "const":
        word = right.text
    branch_if_all(emitter, [test_small(emitter, word)], slow, "ints")


def add_ints(
    emitter: FunctionEmitter, left: Operand, right: Operand, operator: str, slow: str, join: str
) -> tuple[str, str, str]:
    """The operator over two small ints, if the result is small."""
    enter_ints(emitter, left, right, slow)
    first = left.text
    if operator == "Mult":  # one operand untagged, so that the product has one tag's shift
        first = emitter.fresh("u")
        emitter.line(f"{first} = ashr i64 {left.text}, 1")
    pair, total, overflow = (emitter.fresh(hint) for hint in ("pair", "v", "o"))
    function = f"@llvm.{INT_INTRINSICS[operator]}.with.overflow.i64"
    emitter.line(f"{pair} = call {{ i64, i1 }} {function}(i64 {first}, i64 {right.text})")
    emitter.line(f"{total} = extractvalue {{ i64, i1 }} {pair}, 0")
    emitter.line(f"{overflow} = extractvalue {{ i64, i1 }} {pair}, 1")
    emitter.line(f"br i1 {overflow}, label %{slow}, label %{join}, !prof !0")
    return total, NO_PAYLOAD, emitter.current_label


def is_written_out(operator: str, right: Operand) -> bool:
    """Whether an operator on two small ints is a few instructions."""
    if operator in ("Mod", "FloorDiv"):
        return right.kind == "const" and int(right.text) > 0
    return operator in BITWISE or operator in SHIFTS


def combine_bits(
    emitter: FunctionEmitter, left: Operand, right: Operand, operator: str, slow: str
) -> str:
    """The word of ``&``, ``|`` or ``^``."""
    word = emitter.fresh("v")
    emitter.line(f"{word} = {BITWISE[operator]} i64 {left.text}, {right.text}")
    return word


def shift(emitter: FunctionEmitter, left: Operand, right: Operand, operator: str, slow: str) -> str:
    """The word of ``>>`` or ``<<`` by less than a word; to *slow* where bits would be lost."""
    test, count, word = emitter.fresh("t"), emitter.fresh("u"), emitter.fresh("v")
    emitter.line(f"{test} = icmp ult i64 {right.text}, {2 * WORD_BITS}")
    branch_if_all(emitter, [test], slow, "short")
    emitter.line(f"{count} = lshr i64 {right.text}, 1")
    shifted = emitter.fresh("u")
    if operator == "RShift":
        emitter.line(f"{shifted} = ashr i64 {left.text}, {count}")
        emitter.line(f"{word} = and i64 {shifted}, -2")
        return word
    back, same = emitter.fresh("u"), emitter.fresh("t")
    emitter.line(f"{word} = shl i64 {left.text}, {count}")
    emitter.line(f"{back} = ashr i64 {word}, {count}")
    emitter.line(f"{same} = icmp eq i64 {back}, {left.text}")
    branch_if_all(emitter, [same], slow, "fits")
    return word


def divide(
    emitter: FunctionEmitter, left: Operand, right: Operand, operator: str, slow: str
) -> str:
    """The word of ``//`` or ``%`` by a positive constant, rounding down."""
    remainder, negative, result = (emitter.fresh(hint) for hint in ("u", "t", "v"))
    emitter.line(f"{remainder} = srem i64 {left.text}, {right.text}")
    emitter.line(f"{negative} = icmp slt i64 {remainder}, 0")
    if operator == "Mod":
        raised = emitter.fresh("u")
        emitter.line(f"{raised} = add i64 {remainder}, {right.text}")
        emitter.line(f"{result} = select i1 {negative}, i64 {raised}, i64 {remainder}")
        return result
    quotient, borrow, floor = (emitter.fresh("u") for _ in range(3))
    emitter.line(f"{quotient} = sdiv i64 {left.text}, {right.text}")
    emitter.line(f"{borrow} = sext i1 {negative} to i64")
    emitter.line(f"{floor} = add i64 {quotient}, {borrow}")
    emitter.line(f"{result} = shl i64 {floor}, 1")
    return result


WRITTEN_OUT: dict[str, Callable[[FunctionEmitter, Operand, Operand, str, str], str]] = {
    **dict.fromkeys(BITWISE, combine_bits),
    **dict.fromkeys(SHIFTS, shift),
    "Mod": divide,
    "FloorDiv": divide,
}


def test_float(emitter: FunctionEmitter, operand: Operand) -> str:
    """An i1: whether an operand is a float."""
    test = emitter.fresh("t")
    if operand.kind == "num":
        emitter.line(f"{test} = icmp eq i64 {operand.text}, {IS_FLOAT}")
        return test
    kind = emitter.fresh("t")
    emitter.line(f"{kind} = call ptr @rt_type_of(ptr {operand.text})")
    emitter.line(f"{test} = icmp eq ptr {kind}, @{emitter.module.type_symbol('float')}")
    return test


def test_small(emitter: FunctionEmitter, word: str) -> str:
    """An i1: whether a word is a small int."""
    tag, test = emitter.fresh("t"), emitter.fresh("t")
    emitter.line(f"{tag} = and i64 {word}, 1")
    emitter.line(f"{test} = icmp eq i64 {tag}, 0")
    return test


def branch_if_all(emitter: FunctionEmitter, tests: list[str], other: str, hint: str) -> None:
    """Go on in a new block where all *tests* hold, and to *other* where one does not."""
    if not tests:
        return
    condition = tests[0]
    for test in tests[1:]:
        both = emitter.fresh("t")
        emitter.line(f"{both} = and i1 {condition}, {test}")
        condition = both
    following = emitter.fresh(hint)[1:]
    emitter.line(f"br i1 {condition}, label %{following}, label %{other}")
    emitter.start_label(following)


def read_payload(emitter: FunctionEmitter, operand: Operand) -> str:
    """An operand as a double, where it is known to be one or a small int."""
    payload = emitter.fresh("f")
    if operand.kind == "object":
        emitter.line(f"{payload} = call double @rt_unbox_f64(ptr {operand.text})")
    elif operand.kind == "word":
        whole = emitter.fresh("u")
        emitter.line(f"{whole} = ashr i64 {operand.text}, 1")
        emitter.line(f"{payload} = sitofp i64 {whole} to double")
    else:
        return operand.payload
    return payload


def as_argument(emitter: FunctionEmitter, operand: Operand) -> str:
    """Word and payload as the C functions take them; an object is lent."""
    word = operand.text
    if operand.kind == "object":
        raw, word = emitter.fresh("u"), emitter.fresh("w")
        emitter.line(f"{raw} = ptrtoint ptr {operand.text} to i64")
        emitter.line(f"{word} = or i64 {raw}, 1")
    payload = operand.payload if operand.kind in ("float", "num") else NO_PAYLOAD
    return f"i64 {word}, double {payload}"


@contextmanager
def slow_block(emitter: FunctionEmitter, op: Op, label: str | None) -> Iterator[None]:
    """Where the general half of *op* is written: behind all other blocks, or here without label."""
    if label is None:
        emitter.set_pos(op.pos)
        yield
        return
    with emitter.apart(op, label):
        yield


def call_slow(
    emitter: FunctionEmitter, op: Op, name: str, operands: list[Operand], join: str
) -> list[tuple[str, str, str]]:
    """Call the general half; word, payload and block of its result, if it may be called."""
    if emitter.fn.is_leaf:
        emitter.line(f"br label %{error_label(emitter, op)}")
        return []
    emitter.uses_num = True
    emitter.module.declare(name, "i32", ["i64", "double"] * len(operands) + ["ptr"])
    arguments = ", ".join(as_argument(emitter, operand) for operand in operands)
    status, word, payload = (emitter.fresh(hint) for hint in ("r", "w", "f"))
    place = emitter.fresh("a")
    emitter.line(f"{status} = call i32 @{name}({arguments}, ptr %num)")
    emitter.check_result(op, status, "i32", Rep.NONE)
    emitter.line(f"{word} = load i64, ptr %num")
    emitter.line(f"{place} = getelementptr i8, ptr %num, i64 8")
    emitter.line(f"{payload} = load double, ptr {place}")
    emitter.line(f"br label %{join}")
    return [(word, payload, emitter.current_label)]


def compare_slow(
    emitter: FunctionEmitter, op: NumCompare, operands: list[Operand], join: str
) -> list[tuple[str, str]]:
    """The same for a comparison; its truth and block."""
    if emitter.fn.is_leaf:
        emitter.line(f"br label %{error_label(emitter, op)}")
        return []
    status, truth = emitter.fresh("r"), emitter.fresh("v")
    name = f"rt_num_{op.predicate}_slow"
    emitter.module.declare(name, "i32", ["i64", "double"] * len(operands))
    arguments = ", ".join(as_argument(emitter, operand) for operand in operands)
    emitter.line(f"{status} = call i32 @{name}({arguments})")
    emitter.check_result(op, status, "i32", op.rep)
    emitter.line(f"{truth} = icmp ne i32 {status}, 0")
    emitter.line(f"br label %{join}")
    return [(truth, emitter.current_label)]


def join_results(emitter: FunctionEmitter, op: Op, results: list[tuple[str, str, str]]) -> None:
    """The ``num`` that comes from several blocks."""
    words = ", ".join(f"[ {word}, %{label} ]" for word, _, label in results)
    payloads = ", ".join(f"[ {payload}, %{label} ]" for _, payload, label in results)
    payload = emitter.fresh("f")
    emitter.define(op, f"phi i64 {words}")
    emitter.line(f"{payload} = phi double {payloads}")
    emitter.payloads[op] = payload
