# SPDX-License-Identifier: Apache-2.0
"""Which pieces of a module run, and what they name and import."""

from __future__ import annotations

import ast
import sys
import textwrap

import pytest

from aot_build.front.reach import TYPE_PARAMETERS, CodeUnit, all_units, code_units


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
    assert read("class Loader:\n    testMethodPrefix = 'test'\n    prefix = '-'").prefixes == {
        "test"
    }


def test_names_that_are_computed_are_told_from_those_in_the_source() -> None:
    assert not read('getattr(x, "append")(1); "{0.real}".format(x); match(x)').computes_names
    assert "append" in read('getattr(x, "append")(1)').names
    assert "real" in read('"{0.real}".format(x)').names
    for text in ("getattr(x, name)", "f = getattr", "vars(x)", "text.format(x)", "x.__dict__"):
        assert read(text).computes_names, text


def test_names_by_themselves_are_told_from_those_that_may_mean_something_elsewhere() -> None:
    unit = read("run(x.attribute, 'string')\nfrom m import alias")
    assert unit.bare == {"run", "x"}
    assert {"attribute", "string", "alias"} <= unit.names


def test_what_is_exported_is_not_said() -> None:
    unit = read(
        """
        __all__ = other.__all__ + ["first"]
        __all__ += ["second"]
        __all__.extend(["third"])
        """
    )
    assert unit.exported == {"first", "second", "third"}
    assert unit.exported.isdisjoint(unit.names)
    assert not unit.reads_exports
    assert read("for name in other.__all__: pass").reads_exports
    assert read("f(__all__)").reads_exports


def test_special_methods_of_a_class_that_only_its_name_leads_to_wait_for_it() -> None:
    unit = read(
        """
        class Plain:
            def __init__(self): pass
        class Derived(Plain):
            def __init__(self): pass
        @kept
        class Kept:
            def __init__(self): pass
        """
    )
    assert [(inner.always, inner.owner) for inner in unit.inner] == [
        (False, "Plain"),
        (True, ""),
        (True, ""),
    ]


def test_a_module_answers_for_a_name_when_that_is_said() -> None:
    unit = read(
        """
        def __getattr__(name):
            if name == "first":
                import one
            elif name == "second":
                import two
            raise AttributeError(name)
        """
    )
    (answer,) = unit.inner
    assert {inner.name: imports(inner) for inner in answer.inner} == {
        "first": {"one"},
        "second": {"two"},
    }


def test_what_a_text_is_encoded_as_names_only_an_encoding() -> None:
    unit = read("text.encode('cp1252')")
    assert unit.names == {"encode"}
    assert unit.encodings == {"encodings.cp1252"}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695")
def test_type_parameters_are_said() -> None:
    for text in ("class C[T]: pass", "def f[T](): pass", "type A[T] = T"):
        assert TYPE_PARAMETERS in read(text).names
    assert TYPE_PARAMETERS not in read("class C: pass").names


def test_copies_of_namespaces_are_seen() -> None:
    for text in ("globals().update(vars(m))", "for n in dir(m): setattr(o, n, getattr(m, n))"):
        assert read(text).copies_names
    assert not read("setattr(o, 'n', 1)").copies_names
