# SPDX-License-Identifier: Apache-2.0
"""The instruction a node is blamed on has the position that CPython's own traceback has."""

import ast
import dis
import sys

import pytest

from aot_build.front.positions import PositionMap

# In each program the node named by the second item raises: its type, and which one of that type.
FAILURES = {
    "call": ("def f(x):\n    return (1,\n      x(2,\n    3))", ast.Call, 0),
    "method of a chain": (
        """
        def f(x):
            y = (str(x)
                 .upper()
                 .encode(
                     'no such',
                 )
                 .lower())
            return y
        """,
        ast.Call,
        2,
    ),
    "attribute of a chain": (
        """
        def f(x):
            return (x
                    .real
                    .missing
                    .other())
        """,
        ast.Attribute,
        1,
    ),
    "attribute on one line": ("def f(x): return x.real.missing.other", ast.Attribute, 1),
    "call of a global": ("def f(x):\n    int(\n        'a',\n    )", ast.Call, 0),
    "name": ("def f(x):\n    return (x,\n            missing)", ast.Name, 1),
    "unbound": ("def f(x):\n    print(\n        y)\n    y = 1", ast.Name, 1),
    "unbound in augmented": ("def f(x):\n    y += 1", ast.Name, 0),
    "binary": ("def f(x):\n    return (x +\n        (x /\n         0))", ast.BinOp, 0),
    "augmented": ("def f(x):\n    x += ([\n    ])", ast.AugAssign, 0),
    "compare": ("def f(x):\n    return (0 <\n      x < ''\n   )", ast.Compare, 0),
    "unary": ("def f(x):\n    return [-\n       [x]]", ast.UnaryOp, 0),
    "subscript": ("def f(x):\n    return {1:\n        [][\n   x]}", ast.Subscript, 0),
    "store subscript": ("def f(x):\n    a = {}[1,\n      []] = 1", ast.Subscript, 0),
    "delete attribute": ("def f(x):\n    del x.no", ast.Attribute, 0),
    "raise": ("def f(x):\n    raise (\n      E)\nE = ValueError", ast.Raise, 0),
    "assert": ("def f(x):\n    assert (\n        x is None), 'no'", ast.Assert, 0),
    "assert both": ("def f(x):\n    assert (\n      x and\n      not x == 1), 1", ast.Assert, 0),
    "assert name": ("def f(x):\n    assert (\n        not\n        x)", ast.Assert, 0),
    "import": ("def f(x):\n    x\n    import no.such, sys", ast.Import, 0),
    "from import": ("def f(x):\n    from sys import (a,\n    b)", ast.ImportFrom, 0),
    "unpack": ("def f(x):\n    a, b = (\n        1,\n    )[:]", ast.Tuple, 0),
    "iterate": ("def f(x):\n    for i in (\n      x):\n        pass", ast.For, 0),
    "with": ("def f(x):\n    with (\n      x\n    ) as y:\n        pass", ast.With, 0),
    "format": ("def f(x):\n    return f'{x:y}'", ast.FormattedValue, 0),
    "set": ("def f(x):\n    return {1,\n   []}", ast.Set, 0),
    "dict": ("def f(x):\n    return {\n   []: 1}", ast.Dict, 0),
    "class": ("def f(x):\n    x\n    class C(\n      1): pass", ast.ClassDef, 0),
    "not callable, no arguments": ("def f(x):\n    x()", ast.Call, 0),
    "non-ASCII": ("def f(x):\n    'é', (x\n        .bé\n)", ast.Attribute, 0),
}  # fmt: skip


def last_instruction(run, code):
    """Where the traceback of the exception that *run* raises stands in *code*."""
    with pytest.raises(Exception) as caught:
        run()
    entry = caught.value.__traceback__
    while entry.tb_frame.f_code is not code:
        entry = entry.tb_next
    return entry.tb_lasti // 2


def nodes_of(scope, kind):
    found = [node for node in ast.walk(scope.node) if isinstance(node, kind)]
    return sorted(found, key=lambda node: (node.end_lineno, node.end_col_offset))


@pytest.mark.parametrize("name", FAILURES)
def test_failures_are_blamed_where_cpython_blames_them(name, resolve):
    text, kind, number = FAILURES[name]
    module = resolve(text)
    scope = module.functions[0]
    namespace = {"__name__": "m"}
    exec(module.parsed.code, namespace)
    raised = last_instruction(lambda: namespace["f"](1), namespace["f"].__code__)
    units = list(scope.code.co_positions())
    node = nodes_of(scope, kind)[number]
    positions = PositionMap(scope.code)
    find = positions.find_load if name == "unbound in augmented" else positions.find
    assert units[find(node)] == units[raised]


def test_each_item_of_with_and_each_iterable(function):
    scope = function("""
        def f(a, b):
            with (a as x,
                  b as y):
                pass
            return [i for i in
                    a for j in
                    b]
    """)
    positions = PositionMap(scope.code)
    units = list(scope.code.co_positions())
    statement = nodes_of(scope, ast.With)[0]
    lines = [units[positions.find_with(statement, item)][0] for item in statement.items]
    assert lines == ([3, 4] if sys.version_info >= (3, 13) else [3, 3])
    if sys.version_info >= (3, 12):
        comprehension = nodes_of(scope, ast.ListComp)[0]
        lines = [
            units[positions.find_iteration(comprehension, clause.iter)][0]
            for clause in comprehension.generators
        ]
        assert lines == ([7, 8] if sys.version_info >= (3, 13) else [6, 6])


def test_loads_and_stores(function):
    scope = function("def f(x):\n    x += 1\n    x.a, x[0] = 1, 2\n    return x\n")
    positions = PositionMap(scope.code)
    target = nodes_of(scope, ast.AugAssign)[0].target
    assert positions.find_load(target) < positions.find_store(target)
    left, right = nodes_of(scope, ast.Tuple)[0].elts
    assert positions.find_store(left) < positions.find_store(right)


@pytest.mark.parametrize(
    ("statement", "kind", "opname"),
    [
        ("-x", ast.UnaryOp, "UNARY_NEGATIVE"),
        ("x.a", ast.Attribute, "LOAD_ATTR"),
        ("x[0]", ast.Subscript, "BINARY_SUBSCR"),
        ("x == 1", ast.Compare, "COMPARE_OP"),
    ],
)
def test_an_operator_is_told_from_discarding_its_result(statement, kind, opname, function):
    scope = function(f"def f(x):\n    {statement}\n    x\n")
    found = PositionMap(scope.code).find(nodes_of(scope, kind)[0])
    assert dis.opname[scope.code.co_code[2 * found]] == opname


def test_asking_for_the_next_item_is_told_from_beginning(function):
    scope = function("def f(x):\n    for i in x:\n        pass\n")
    positions = PositionMap(scope.code)
    loop = nodes_of(scope, ast.For)[0]
    found = positions.find_iteration(loop, loop.iter), positions.find_next(loop, loop.iter)
    names = [dis.opname[scope.code.co_code[2 * unit]] for unit in found]
    assert names == ["GET_ITER", "FOR_ITER"]


def test_what_has_no_instruction_is_on_its_line_or_the_first(function):
    scope = function("""
        @property
        def f(x):
            global y
            if 0:
                z = 1
            while True:
                x()
    """)
    positions = PositionMap(scope.code)
    units = list(scope.code.co_positions())
    dead = nodes_of(scope, ast.Assign)[0]
    assert units[positions.find(dead)][0] in (2, dead.lineno)
    assert units[positions.find(ast.Pass())][0] == 2
    assert units[positions.find_line(8)][0] == 8
    assert units[positions.find_line(99)][0] == 2
    assert units[positions.find(nodes_of(scope, ast.While)[0])][0] == 7


def test_never_a_cache_entry(function):
    scope = function("async def f(x):\n    async with x as y:\n        await x.y(1)[2] + y\n")
    positions = PositionMap(scope.code)
    for node in ast.walk(scope.node):
        for index in (positions.find(node), positions.find_store(node)):
            assert scope.code.co_code[2 * index] != 0
