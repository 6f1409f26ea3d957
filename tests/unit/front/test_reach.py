# SPDX-License-Identifier: Apache-2.0
"""Which pieces of a module run, and what they name and import."""

from __future__ import annotations

import ast
import sys
import textwrap

from aot_build.front.reach import CodeUnit, all_units, code_units


def read(text: str, *, is_main: bool = False) -> CodeUnit:
    return code_units(ast.parse(textwrap.dedent(text)), "pkg", is_main=is_main)


def imports(unit: CodeUnit) -> set[str]:
    return {module for module, _ in unit.imports}


def test_functions_are_units_of_their_own() -> None:
    unit = read(
        """
        import a
        def f():
            import b
            def g():
                import c
        class C:
            import d
            def method(self):
                import e
        """
    )
    assert imports(unit) == {"a", "d"}
    assert {u.name: imports(u) for u in all_units(unit) if u.name} == {
        "f": {"b"},
        "g": {"c"},
        "method": {"e"},
    }


def test_what_only_a_program_does_is_left_out_of_a_module() -> None:
    text = 'if __name__ == "__main__":\n    import doctest\nelse:\n    import other\n'
    assert imports(read(text)) == {"other"}
    assert imports(read(text, is_main=True)) == {"doctest"}


def test_conditions_on_the_platform_are_decided() -> None:
    unit = read(
        f"""
        import sys, os
        if sys.platform == "{sys.platform}":
            import here
        else:
            import elsewhere
        if sys.platform != "{sys.platform}" or os.name == "no system":
            import nowhere
        if TYPE_CHECKING and anything():
            import never
        if unknown() == "x":
            import perhaps
        """
    )
    assert imports(unit) == {"sys", "os", "here", "perhaps"}


def test_special_and_decorated_functions_run_without_being_named() -> None:
    unit = read(
        """
        @register
        def kept(): pass
        @property
        def plain(self): pass
        def __enter__(self): pass
        """
    )
    assert {inner.name: inner.always for inner in unit.inner} == {
        "kept": True,
        "plain": False,
        "__enter__": True,
    }


def test_strings_name_things_and_begin_names() -> None:
    unit = read("getattr(x, 'run'); getattr(x, 'visit_' + kind); y = '_'; z = 'pkg.mod'")
    assert {"run", "pkg", "mod"} <= unit.names
    assert unit.prefixes == {"visit_"}


def test_names_that_are_computed_are_told_from_those_in_the_source() -> None:
    assert not read('getattr(x, "append")(1); "{0.real}".format(x); match(x)').computes_names
    assert "append" in read('getattr(x, "append")(1)').names
    assert "real" in read('"{0.real}".format(x)').names
    for text in ("getattr(x, name)", "f = getattr", "vars(x)", "text.format(x)", "x.__dict__"):
        assert read(text).computes_names, text
