# SPDX-License-Identifier: Apache-2.0
"""Every function finds its own code object, or none."""

import sys

import pytest

from aot_build.front.codes import code_children

needs_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of 3.12")
before_312 = pytest.mark.skipif(sys.version_info >= (3, 12), reason="comprehensions are inlined")


def marks(module):
    """The first constant of each function, by code object: the programs below number themselves."""
    return {
        scope.code_index: [const for const in scope.code.co_consts if isinstance(const, int)]
        for scope in module.functions
    }


def preorder(code):
    yield code
    for child in code_children(code):
        yield from preorder(child)


def check_indexes(module):
    codes = list(preorder(module.parsed.code))
    assert len(codes) == module.total_codes
    for scope in module.functions:
        assert codes[scope.code_index] is scope.code


def test_lambdas_on_one_line_are_told_apart(resolve):
    module = resolve("a, b = lambda: 11, lambda x=(lambda: 12): (lambda: 13)\n")
    check_indexes(module)
    for scope in module.functions:
        body = scope.node.body
        if hasattr(body, "value"):
            assert body.value in scope.code.co_consts
    assert len(module.functions) == 4


def test_the_same_lambda_twice_on_a_line(resolve):
    module = resolve("a, b = (lambda: None), (lambda: None)\n")
    check_indexes(module)
    # One code object serves both where the compiler does not compare columns.
    assert len(module.functions) in (0, 2)
    assert len({id(scope.code) for scope in module.functions}) == len(module.functions)


def test_code_shared_across_functions_is_left_out(resolve):
    module = resolve("a, b = (lambda: (lambda: 1)), (lambda y: (lambda: 1))\n")
    check_indexes(module)
    codes = [id(scope.code) for scope in module.functions]
    assert len(set(codes)) == len(codes)
    assert len(module.functions) + len(module.left_out) == 4


def test_redefinitions_and_conditions(resolve):
    module = resolve("""
        if x:
            def f(): return 1001
        else:
            def f(): return 1002
        try:
            def f(): return 1003
        except E:
            def f(): return 1004
        finally:
            def f(): return 1005
    """)
    check_indexes(module)
    for scope in module.functions:
        assert scope.node.body[0].value.value in scope.code.co_consts
    found = {scope.node.lineno for scope in module.functions}
    assert found >= {3, 5, 7, 9}  # the last one is compiled for each way into `finally`


def test_dead_code_is_left_out(resolve):
    module = resolve("""
        if 0:
            def gone(): pass
        if not __debug__:
            gone2 = lambda: 2
        def f():
            return 1
            g = lambda: 3
        def after(): return 4
    """)
    check_indexes(module)
    found = {scope.name for scope in module.functions}
    assert {"f", "after"} <= found
    # What else is found depends on the version; it is the right code or none.
    for scope in module.functions:
        assert scope.code.co_firstlineno == scope.node.lineno
    assert all(left.reason == "no-code" for left in module.left_out)


def test_decorators_defaults_and_annotations(resolve):
    module = resolve("""
        @(lambda f: f)
        @deco(x for x in y)
        def f(a=lambda: 1, *, b: (lambda: 2) = (lambda: 3)) -> (z for z in w):
            return lambda: 4

        @(c for c in d)
        class C((lambda: 5)(), metaclass=lambda *a: 6):
            x = lambda self: 7
            @property
            async def g(self): pass
    """)
    check_indexes(module)
    assert not module.left_out
    f = next(scope for scope in module.functions if scope.name == "f")
    assert f.code.co_firstlineno == 2
    assert f.code.co_varnames == ("a", "b")
    assert len(f.children) == 1
    g = next(scope for scope in module.functions if scope.name == "g")
    assert g.is_method
    assert g.kind == "coroutine"
    assert g.qualname == "C.g"


def test_future_annotations_have_no_code(resolve):
    module = resolve("""
        '''doc'''
        from __future__ import annotations
        def f(a: (lambda: 1)) -> (x for x in y): return 2
    """)
    check_indexes(module)
    assert [scope.name for scope in module.functions] == ["f"]
    assert len(module.left_out) == 2


def test_nested_functions_and_classes(resolve):
    module = resolve("""
        class A:
            class B:
                def m(self):
                    def inner(): return __private
                    class Local:
                        def deep(self): return inner
                    return inner
            if A:
                def n(self): return [i for i in self]
        def f():
            return (lambda x: (y for y in x))
    """)
    check_indexes(module)
    by_name = {scope.name: scope for scope in module.functions}
    m, inner, deep = by_name["m"], by_name["inner"], by_name["deep"]
    assert m.class_name == "B"
    assert m.is_method
    assert m.children == [inner]
    assert inner.parent is m
    assert deep.parent is m
    assert deep.class_name == "Local"
    assert not inner.is_method
    assert by_name["n"].is_method
    assert by_name["<lambda>"].parent is by_name["f"]
    assert by_name["<genexpr>"].parent is by_name["<lambda>"]
    assert by_name["f"].child_of_node == {by_name["<lambda>"].node: by_name["<lambda>"]}
    indexes = [scope.code_index for scope in module.functions]
    assert indexes == sorted(indexes)


def test_code_of_finally_is_unambiguous_or_left_out(resolve):
    module = resolve("""
        def f():
            try:
                g()
            finally:
                h(lambda: 1, (x for x in y))
        def k():
            for i in j:
                with i:
                    return (lambda: 2)
    """)
    check_indexes(module)
    codes = [id(scope.code) for scope in module.functions]
    assert len(set(codes)) == len(codes)


@before_312
def test_comprehensions_are_functions(resolve):
    module = resolve("""
        def f(x):
            return [i for i in {j: 1 for j in {k for k in x}}]
    """)
    check_indexes(module)
    assert [scope.kind for scope in module.functions] == ["function", *["comprehension"] * 3]
    assert module.functions[1].parameters == (".0",)


@needs_312
def test_comprehensions_are_inlined(resolve):
    module = resolve("""
        def f(x):
            return [lambda: i for i in {j: 1 for j in {k for k in x}}]
    """)
    assert [scope.kind for scope in module.functions] == ["function", "lambda"]
    assert not module.left_out
    assert module.functions[1].parent is module.functions[0]


@needs_312
def test_type_parameters(resolve):
    module = resolve("""
        def f[T: (lambda: 1)](a: T = (lambda: 2)) -> T:
            return lambda: 3
        class C[T, f](Base[lambda: 4]):
            def m[U](self): return self.__x
        type A[V] = list[lambda: 5]
        def outer():
            def g[W](): return 6
            return g
        @(lambda f: f)
        def h[f: int](): pass
    """)
    check_indexes(module)
    assert not module.left_out
    by_name = {scope.name: scope for scope in module.functions}
    assert by_name["m"].class_name == "C"
    assert by_name["m"].is_method
    assert by_name["g"].parent is by_name["outer"]
    assert by_name["outer"].children == []  # the code of g is made by its type-parameter scope
    assert len([scope for scope in module.functions if scope.name == "<lambda>"]) == 6


@needs_312
def test_private_names_about_generic_classes(resolve):
    module = resolve("""
        class C[T](lambda: __x): pass
        class D(lambda: __x): pass
        def f(): return __x
        class E:
            def g(self): return self.__x, __x
    """)
    for scope in module.functions:
        assert scope.mangle("__x") in scope.code.co_names
    assert {left.reason for left in module.left_out} <= {"private-names"}
    assert "g" in {scope.name for scope in module.functions}


def test_the_tree_is_left_as_it_was(parse):
    import ast

    from aot_build.front.scopes import resolve_module

    parsed = parse("@a\n@b\nclass C:\n  @c\n  def f(): return [lambda: 1 for x in y]\n")
    before = ast.dump(parsed.tree, include_attributes=True)
    resolve_module(parsed)
    assert ast.dump(parsed.tree, include_attributes=True) == before


def test_a_module_without_functions(resolve):
    module = resolve("")
    assert (module.functions, module.total_codes, module.left_out) == ([], 1, [])
