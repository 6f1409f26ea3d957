"""Text of the IR: what is printed is read back as the same, and mistakes are named by line."""

from __future__ import annotations

import pytest

from aot_build.ir.function import Function, Module, Slot, SlotKind
from aot_build.ir.ops import Call, CallNative, LoadConst, LoadSlot, Return
from aot_build.ir.parse import ParseError, parse_function, parse_module
from aot_build.ir.text import constant_text, print_function, print_module
from aot_build.ir.types import Rep
from aot_build.ir.values import Param

EVERYTHING = """\
func f.closed frame 7 {
  local $x: obj<list> @0
  local $n: i64 @1
  cell $c: obj<cell> @2
  temp $.items0: obj array 2
  temp $.items1: obj
entry handler fail:
  t0: obj = load_slot $x checked @4
  t1: obj = load_const ('a', b'b', -1.5, inf, complex(0.0, -2.0), Ellipsis, frozenset((1, 2, )))
  t2: obj = load_const "quotes ' and @12"
  t3: obj = call_method t0, append(t1, key=t2) cleanup(t0, t1) @8
  t4: int = unbox t3
  t5: int = call_c rt_int_add(t4, 3t)
  t6: f64 = call_native g(t5, 1.0, 2, true) same
  t7: bool = float_compare t6, nan, lt
  branch t7, loop.2, done unlikely
loop.2:
  t8: obj = box t6
  goto joined(t8)
joined(p: obj<float>) handler fail:
  t9: ptr = slot_address $.items0
  call_c rt_unpack(p, t9, 2)
  clear_slot $x checked
  t10: obj = load_global name
  t11: obj = call t10()
  goto done
fail:
  reraise
done:
  t12: obj = load_const code('f.<locals>.g')
  return t12
}
"""


def test_round_trip() -> None:
    assert print_function(parse_function(EVERYTHING), positions=True) == EVERYTHING


def test_positions_are_left_out_unless_asked_for() -> None:
    assert "@4" not in print_function(parse_function(EVERYTHING))


def test_typed_functions_have_parameters() -> None:
    text = "func f(x: f64, y: obj<str>) -> f64 {\n  return x\n}\n"
    fn = parse_function(text)
    assert [param.rep for param in fn.params] == [Rep.F64, Rep.OBJ]
    assert not any(param.owned for param in fn.params)
    assert not fn.framed
    assert print_function(fn) == text


def test_modules() -> None:
    text = (
        "module pkg.mod\n\nfunc a() -> i64 {\n  return 1\n}\n\nfunc b() -> i64 {\n  return 2\n}\n"
    )
    module = parse_module(text)
    assert module.name == "pkg.mod"
    assert [fn.name for fn in module.functions] == ["a", "b"]
    assert print_module(module) == text
    assert print_module(Module("m")) == "module m\n"


def test_values_may_be_used_before_the_line_that_defines_them() -> None:
    fn = parse_function(
        "func f() -> i64 {\n  goto b\na:\n  return t\nb:\n  t: i64 = int_add 1, 2\n  goto a\n}\n"
    )
    (use,) = (op for op in fn.ops() if isinstance(op, Return))
    assert use.value.rep is Rep.I64
    assert use.value in fn.blocks[2].ops


def test_code_objects_are_found_by_qualified_name() -> None:
    code = compile("def g(): pass", "m.py", "exec").co_consts[0]
    text = "func f frame 0 {\n  t0: obj = load_const code('g')\n  return t0\n}\n"
    first = parse_function(text, {"g": code}).blocks[0].ops[0]
    assert isinstance(first, LoadConst)
    assert first.value is code
    assert print_function(parse_function(text)) == text


def test_equal_names_are_told_apart() -> None:
    slots = [Slot("x", SlotKind.TEMP), Slot("x", SlotKind.TEMP)]
    fn = parse_function("func f frame 0 {\n  t: obj = load_const 1\n  return t\n}\n")
    fn.slots += slots
    loads = [LoadSlot(slot) for slot in slots]
    for load in loads:
        load.name = "same"
    fn.blocks[0].ops[:-1] = [*loads, Call(loads[0], (loads[1],))]
    fn.blocks[0].ops[-1] = Return(fn.blocks[0].ops[-2])
    text = print_function(fn)
    assert "same.2: obj = load_slot $x.2" in text
    assert "call same(same.2)" in text


def test_call_of_a_typed_function_gives_its_representation() -> None:
    fn = Function("f", "f", framed=False, result=Rep.F64, params=[Param(Rep.F64, owned=False)])
    call = CallNative((fn.params[0],), "g", Rep.F64)
    assert call.rep is Rep.F64
    assert not call.owned or not call.rep.refcounted


@pytest.mark.parametrize(
    "value",
    [None, ..., -0.0, 1 << 200, "é\n", b"\x00", (), (1,), ((), (2, 3)), frozenset(), 1j, -1e400],
)
def test_constants(value: object) -> None:
    text = f"func f frame 0 {{\n  t0: obj = load_const {constant_text(value)}\n  return t0\n}}\n"
    fn = parse_function(text)
    first = fn.blocks[0].ops[0]
    assert isinstance(first, LoadConst)
    assert repr(first.value) == repr(value)
    assert print_function(fn) == text


def test_sets_are_printed_in_an_order_of_their_own() -> None:
    assert constant_text(frozenset({"b", "a"})) == "frozenset(('a', 'b', ))"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("  t: obj = spin x", "2: no operation is called spin"),
        ("  return t", "2: nothing is called t"),
        ("  t: big = load_const 1", "2: big is no representation"),
        ("  goto nowhere", "2: there is no block nowhere"),
        ("  t: obj = load_slot $x", "2: there is no slot $x"),
        ("  t: obj = call_c rt_nothing()", "2: there is no primitive rt_nothing"),
        ("  t: i64 = int_add 1", "2: int_add: no right"),
        ("  t: i64 = int_add 1, 2, 3", "2: int_add: unexpected 3"),
        ("  t: obj = load_const f()", "2: not a constant: f()"),
        ("  return 1\na:\n  return 1\na:\n  return 1", "5: there are two blocks a"),
        ("  t: obj = load_const 1\n  t: obj = load_const 2", "3: t is defined twice"),
        ("?", "2: not IR: ?"),
    ],
)
def test_mistakes(line: str, message: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_function(f"func f frame 0 {{\n{line}\n}}\n")
    assert str(error.value) == message
