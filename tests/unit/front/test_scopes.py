# SPDX-License-Identifier: Apache-2.0
"""Where names live, and what a module binds."""

import ast

import pytest


def test_every_kind(resolve):
    module = resolve("""
        def function(): pass
        def generator(): yield
        async def coroutine(): pass
        async def async_generator(): yield
        x = lambda: 1
        y = lambda: (yield)
        z = (a for a in b)
    """)
    assert [scope.kind for scope in module.functions] == [
        "function", "generator", "coroutine", "async_generator", "lambda", "generator", "genexpr",
    ]  # fmt: skip


def test_an_asynchronous_generator_expression(resolve):
    module = resolve("async def f(x):\n    return (y async for y in x)\n")
    assert module.functions[1].kind == "async_generator"


def test_classify_and_places_in_the_frame(resolve):
    module = resolve("""
        def f(a, b, /, c, *args, d, **kw):
            cell = local = a
            def g():
                nonlocal cell
                cell = b
                return args, cell, free_global
            return g, local
    """)
    f, g = module.functions
    assert f.parameters == ("a", "b", "c", "d", "args", "kw")
    assert {name: f.classify(name) for name in ("a", "b", "args", "cell", "local", "g", "zip")} == {
        "a": "local", "b": "cell", "args": "cell", "cell": "cell", "local": "local", "g": "local",
        "zip": "global",
    }  # fmt: skip
    assert g.classify("cell") == "free"
    for scope in (f, g):
        for index in range(scope.nlocalsplus):
            name = scope.code._varname_from_oparg(index)
            assert scope.localsplus_index(name) == index
    assert f.localsplus_index("b") == 1  # a parameter keeps its place although it is a cell
    with pytest.raises(KeyError):
        f.localsplus_index("zip")


def test_targets_of_comprehensions_are_not_variables_of_the_function(resolve):
    module = resolve("""
        def f(y):
            [a for a in y]
            [lambda: b for b in y]
            global c
            c = [c for c in y]
            d = [d for d in y]
            e: int
            [e for e in y]
            return a, b, c, d, e
        def g(a):
            def h():
                return a, [a for a in y]
            return h
    """)
    by_name = {scope.name: scope for scope in module.functions}
    f, h = by_name["f"], by_name["h"]
    assert {name: f.classify(name) for name in "abcdey"} == {
        "a": "global", "b": "global", "c": "global", "d": "local", "e": "local", "y": "local",
    }  # fmt: skip
    inlined = "a" in f.code.co_varnames
    assert f.hidden_names == ({"a", "b", "c"} if inlined else set())
    assert h.classify("a") == "free"
    assert h.localsplus == (("a", "a") if inlined else ("a",))
    assert h.localsplus_index("a") == h.nlocalsplus - 1


def test_private_names(resolve):
    module = resolve("""
        class _C:
            def f(self, __a):
                return __a, self.__b, __c__, lambda: __d
        class __:
            def g(self): return __x
    """)
    f, _, g = module.functions
    assert f.mangle("__a") == "_C__a"
    assert f.classify("_C__a") == "local"
    assert f.mangle("__c__") == "__c__"
    assert g.mangle("__x") == "__x"


def test_assigned_and_deleted_names(function):
    scope = function("""
        def f(a, b, c):
            global g
            a += 1
            for x, (y, *z) in c: pass
            with b as b, c as (w, h[0]): pass
            try: import p.q, r as s
            except E as e: del x
            [v := u for u in c if (a := u)]
            match c:
                case {"k": k, **rest} | [k, *rest]: pass
                case C(l) as m: pass
            g = 1
            o: int = 1
            n: int
            def fn(): inner = 1
            class Cls: attribute = 1
    """)
    names = dict(scope.assigned_names)
    names.pop("u", None)
    assert names == {
        "a": 2, "x": 2, "y": 1, "z": 1, "b": 1, "w": 1, "p": 1, "s": 1, "e": 1, "v": 1, "k": 2,
        "rest": 2, "l": 1, "m": 1, "g": 1, "o": 1, "fn": 1, "Cls": 1,
    }  # fmt: skip
    assert scope.deleted_names == {"x", "e"}
    assert scope.reassigned_params == {"a", "b"}


def test_assigned_names_of_a_nested_function_are_its_own(resolve):
    module = resolve("""
        def f():
            x = 1
            def g():
                nonlocal x
                x = 2
            return (x := i for i in g)
    """)
    f, g, genexpr = module.functions
    assert f.assigned_names == {"x": 2, "g": 1}
    assert g.assigned_names == {"x": 1}
    assert genexpr.assigned_names == {"i": 1}


def test_global_bindings(resolve):
    module = resolve("""
        import a.b, c as d
        from e import f, g as h
        from star import *
        x: int = 1
        y: int
        x += 1
        for i, j in z: pass
        del i
        [w := q for q in r]
        class C:
            own = 1
            global G, __G
            G = __G = 1
        def func(p):
            global x, only_declared
            x = 2
            local = 3
        async def co(): pass
        try: pass
        except E as e: pass
    """)
    assert module.global_bindings == {
        "C": 1, "G": 1, "_C__G": 1, "a": 1, "co": 1, "d": 1, "e": 1, "f": 1, "func": 1, "h": 1,
        "i": 2, "j": 1, "w": 1, "x": 3,
    }  # fmt: skip
    assert list(module.global_bindings) == sorted(module.global_bindings)
    assert module.stored_globals == {*module.global_bindings, "only_declared"}
    assert module.star_import


def test_single_functions(resolve):
    module = resolve("""
        def plain(): pass
        def twice(): pass
        def twice(): pass
        @deco
        def decorated(): pass
        if x:
            def conditional(): pass
        for i in j:
            def looped(): pass
        def replaced(): pass
        def other():
            global replaced
            replaced = 1
        async def co(): pass
        class C:
            def method(self): pass
    """)
    assert sorted(module.single_functions) == ["conditional", "other", "plain"]
    assert module.single_functions["plain"].name == "plain"
    assert not module.star_import


def test_calls_that_need_the_frame(function):
    scope = function("""
        def f(a, vars):
            locals(); vars(); dir(); dir(a)
            eval("1"); eval("1", a); exec("1", None); exec(*a); eval("1", **a)
            [locals() for x in dir(a)]
            lambda: locals()
            class C: x = locals()
            return locals
    """)
    names = [name for _, name in scope.calls_needing_frame]
    inlined = len(scope.children) == 1
    expected = ["locals", "dir", "eval", "exec", "exec", "eval"]
    assert names == expected + (["locals"] if inlined else [])
    lines = [call.lineno for call, _ in scope.calls_needing_frame]
    assert lines == sorted(lines)


def test_calls_of_super(resolve):
    module = resolve("""
        class C:
            def f(self):
                super().f()
                super(C, self).f()
                return lambda: super().f()
    """)
    f, inner = module.functions
    assert [call.lineno for call in f.super_calls] == [4]
    assert [call.lineno for call in inner.super_calls] == [6]


def test_walrus_targets():
    from aot_build.front.scopes import walrus_targets_in

    text = "(a := [b := x for x in (y for z in (c := d))], lambda e=(f := 1): (g := 2))"
    assert walrus_targets_in(ast.parse(text, mode="eval").body) == ["a", "b", "c", "f"]


def test_a_function_around_class_bodies(resolve):
    module = resolve("""
        def f(x):
            class C:
                y = [x for _ in x]
                def m(self): return [self.y for y in self]
            return C
    """)
    by_name = {scope.name: scope for scope in module.functions}
    assert by_name["m"].parent is by_name["f"]
    assert by_name["m"] not in by_name["f"].children
    assert module.by_node[by_name["m"].node] is by_name["m"]
