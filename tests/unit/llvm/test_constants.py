# SPDX-License-Identifier: Apache-2.0
"""Constants: what may be shared, where they are found, and how the rest is marshalled."""

from __future__ import annotations

import marshal

import pytest

from aot_build.llvm.constants import CodeConstants, ExtraConstants, constant_key

DIFFERENT = [
    1,
    1.0,
    True,
    0,
    False,
    0.0,
    -0.0,
    0j,
    complex(-0.0, 0.0),
    complex(0.0, -0.0),
    "a",
    b"a",
    (),
    (0,),
    (0.0,),
    (-0.0,),
    (False,),
    ((0,),),
    frozenset(),
    frozenset({0}),
    frozenset({0.0}),
    None,
    ...,
    float("inf"),
    2**70,
]


def test_what_can_be_told_apart_has_different_keys() -> None:
    assert len({constant_key(value) for value in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize("value", DIFFERENT, ids=repr)
def test_equal_constants_have_one_key(value: object) -> None:
    again = marshal.loads(marshal.dumps(value))
    assert constant_key(again) == constant_key(value)


def test_nan_has_one_key() -> None:
    assert constant_key(float("nan")) == constant_key(float("nan"))


def test_code_objects_are_never_merged() -> None:
    one, other = (compile("lambda: 0", "f", "eval").co_consts[0] for _ in range(2))
    assert one == other
    assert constant_key(one) != constant_key(other)


def test_a_name_is_preferred_since_it_is_interned() -> None:
    def function(thing: object) -> object:
        return thing.value, "value", "other"  # type: ignore[attr-defined]

    constants = CodeConstants(function.__code__)
    place, index = constants.find("value") or ("", -1)
    assert (place, function.__code__.co_names[index]) == ("name", "value")
    place, index = constants.find("other") or ("", -1)
    assert (place, function.__code__.co_consts[index]) == ("const", "other")
    assert constants.find("absent") is None
    assert constants.find(1.0) is None


def test_extra_constants_are_kept_once() -> None:
    extra = ExtraConstants()
    values = [1.0, 1, True, "text", ("a", 1), 1.0, ("a", 1)]
    assert [extra.index(value) for value in values] == [0, 1, 2, 3, 4, 0, 4]
    loaded = marshal.loads(extra.marshalled())
    assert list(map(constant_key, loaded)) == list(map(constant_key, values[:5]))


def test_no_extra_constants_are_no_bytes() -> None:
    assert ExtraConstants().marshalled() == b""
