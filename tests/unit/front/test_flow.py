# SPDX-License-Identifier: Apache-2.0
"""Definite assignment.

In each program a variable whose name begins with "ok" is certain at every read, one that begins
with "no" at none; other names are not looked at.
"""

import ast

import pytest

from aot_build.front.bindings import nodes_in_frame

PROGRAMS = {
    "parameters": "def f(ok, *ok1, ok2=1, **ok3): return ok, ok1, ok2, ok3",
    "if_both": """
        def f(c):
            if c: ok = 1
            else: ok = 2
            return ok
    """,
    "if_one": """
        def f(c):
            if c: no = 1
            return no
    """,
    "if_raises": """
        def f(c):
            if c: ok = 1
            else: raise c
            return ok
    """,
    "a_read_makes_the_next_certain": """
        def f(c):
            if c: x = 1
            x
            ok = x
            return ok
    """,
    "while": """
        def f(c):
            while c:
                no = 1
                if c: break
            else:
                ok = 1
                print(ok)
            return no
    """,
    "while_true": """
        def f(c):
            while True:
                ok = c()
                if ok: break
            return ok
    """,
    "while_true_break_before": """
        def f(c):
            while 1:
                if c(): break
                no = 1
            return no
    """,
    "for": """
        def f(c):
            for ok in c:
                ok2 = ok
                print(ok2)
            else:
                ok3 = 1
            return ok3
    """,
    "for_target_after": "def f(c):\n    for no in c: pass\n    return no",
    "for_deletes": """
        def f(c):
            no = 1
            for _ in c:
                if c: no
                del no
    """,
    "break_from_for": """
        def f(c):
            for _ in c:
                if c:
                    ok = 1
                    break
            else:
                ok = 2
            return ok
    """,
    "try": """
        def f(c):
            try:
                x = c()
                no = 1
            except E:
                no
            except (F, G) as ok:
                print(ok)
    """,
    "try_else": """
        def f(c):
            try: ok = c()
            except E: return
            else: ok2 = ok
            return ok2
    """,
    "try_body_deletes": """
        def f(c):
            no = 1
            try:
                del no
                c()
                no = 1
            except E:
                return no
    """,
    "except_name_is_unbound": """
        def f(c, no):
            try: c()
            except E as no: pass
            return no
    """,
    "except_name_is_unbound_by_break": """
        def f(c, no):
            while True:
                try: c()
                except E as no: break
            return no
    """,
    "finally": """
        def f(c, ok):
            try:
                no = c()
            finally:
                ok2 = ok
                no
            return ok2
    """,
    "finally_after": """
        def f(c):
            try:
                ok = c()
            finally:
                c()
            return ok
    """,
    "finally_deletes": """
        def f(c, no):
            while True:
                try: break
                finally: del no
            return no
    """,
    "finally_leaves": """
        def f(c):
            try: pass
            finally: return
            no
    """,
    "try_star": """
        def f(c):
            try:
                x = c()
            except* E as ok:
                ok2 = ok
                no = 1
            except* F:
                no
            return no
    """,
    "with": """
        def f(c):
            with c() as ok:
                ok2 = ok
            return c(ok2 := 1) + ok2
    """,
    "with_swallows": """
        def f(c):
            with c() as no:
                no2 = 1
            return no2, no
    """,
    "with_before": """
        def f(c):
            ok = 1
            with (ok2 := c()), d:
                raise E
            return ok, ok2
    """,
    "del": """
        def f(ok):
            del ok
            ok = 1
            return ok
    """,
    "del_nested": """
        def f(c, no):
            if c: del (c.x, [no])
            return no
    """,
    "walrus_and": """
        def f(c):
            if c and (ok := c()): return ok
    """,
    "walrus_or": """
        def f(c):
            if c or (no := c()): return no
    """,
    "walrus_not": """
        def f(c):
            if not (c and (ok := c())): return 1
            return ok
    """,
    "walrus_in_operands": "def f(c): return (ok := c) + ok, c and (ok2 := c) and ok2",
    "walrus_in_chain": """
        def f(c):
            c < (ok := 1) < (no := 2)
            return ok, no
    """,
    "conditional_expression": """
        def f(c):
            ((no := 1) if c else 2, (ok := 1) if c else (ok := 2))
            return no, ok
    """,
    "assert": """
        def f(c):
            assert c and (ok := c()), no
            return ok
            no = 1
    """,
    "comprehension": """
        def f(c, ok):
            return [ok for ok in ok if ok], {ok2: ok for ok, ok2 in c for ok3 in ok2 if ok3}
    """,
    "comprehension_walrus": """
        def f(c):
            [(ok := x, ok) for x in c]
            no
    """,
    "lambda_default": "def f(c):\n    g = lambda x=(ok := 1): x\n    return ok",
    "nested_definitions": """
        def f(c):
            @c
            def ok(x=c): pass
            class ok2(ok): pass
            return ok, ok2
    """,
    "imports": """
        def f():
            import ok.sub, x as ok1
            from y import ok2, z as ok3
            return ok, ok1, ok2, ok3
    """,
    "match": """
        def f(c):
            match c:
                case [ok, *ok1] if ok: return ok1
                case {"k": no}: pass
                case C(ok3) as ok4: return ok3, ok4
            return no
    """,
    "match_irrefutable": """
        def f(c):
            match c:
                case 1: ok = 1
                case _: ok = 2
            return ok
    """,
    "match_values": """
        def f(c, ok):
            if c: no = 1
            match c:
                case ok.x | no.y: pass
    """,
    "augmented": """
        def f(c, ok):
            ok += 1
            for _ in c: no += 1
    """,
    "annotated": """
        def f(c):
            ok: int = 1
            no: int
            return ok, no
    """,
    "unreachable": """
        def f(no):
            return
            no
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_definite_assignment(name, function):
    scope = function(PROGRAMS[name])
    for node in nodes_in_frame(scope.node, scope.compiled):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if node.id.startswith(("ok", "no")) and scope.classify(node.id) == "local":
            certain = node in scope.definitely_assigned
            assert certain == node.id.startswith("ok"), f"{node.id} at line {node.lineno}"


def test_cells_are_never_certain(function):
    scope = function("""
        def f(x):
            (lambda: x)()
            return x
    """)
    assert not scope.definitely_assigned


def test_a_comprehension_leaves_the_outer_variable_alone(function):
    scope = function("""
        def f(c):
            [x for x in c]
            x
            x = 1
    """)
    certain = {node.lineno for node in scope.definitely_assigned if node.id == "x"}
    inlined = not scope.children
    assert certain == ({3} if inlined else set())


def test_deletions_and_augmented_targets_are_reads_too(function):
    scope = function("""
        def f(x, c):
            x += 1
            del x
            c()
            x += 1
    """)
    certain = {(node.id, node.lineno) for node in scope.definitely_assigned}
    assert certain == {("x", 3), ("x", 4), ("c", 5)}


def test_a_function_that_is_a_comprehension_or_generator(resolve):
    module = resolve("def f(x): return (a for a in x for b in a if b)\n")
    genexpr = module.functions[1]
    names = {node.id for node in genexpr.definitely_assigned}
    assert names == {"a", "b"}


def test_private_names_are_mangled(resolve):
    module = resolve("class C:\n    def f(self):\n        __x = 1\n        return __x\n")
    assert [node.id for node in module.functions[0].definitely_assigned] == ["__x"]
