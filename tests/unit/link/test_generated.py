# SPDX-License-Identifier: Apache-2.0
"""The objects that need no compiler."""

from __future__ import annotations

import io

import pytest
from elftools.elf.elffile import ELFFile

from aot_build.link.generated import (
    data_object,
    init_symbol,
    root_ir,
    root_object,
)
from aot_build.link.targets import TARGETS, Format, Target, find_target

MAGIC = {
    Format.ELF: (b"\x7fELF",),
    Format.MACHO: (b"\xcf\xfa\xed\xfe",),
    Format.COFF: (b"\x64\x86", b"\x64\xaa"),
}


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("mod", "PyInit_mod"),
        ("ns.pkg", "PyInit_pkg"),
        # The examples of PEP 489.
        ("spam", "PyInit_spam"),
        ("lančmít", "PyInitU_lanmt_2sa6t"),
        ("スパム", "PyInitU_zck5b2b"),
    ],
)
def test_init_functions_are_named_as_pep_489_says(name: str, symbol: str) -> None:
    assert init_symbol(name) == symbol


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_target_has_objects_of_its_format(target: Target) -> None:
    data = root_object("pkg", ["aot_module_pkg", "aot_module_pkg.sub"], "{}", target)
    assert data.startswith(MAGIC[target.format])
    assert data == root_object("pkg", ["aot_module_pkg", "aot_module_pkg.sub"], "{}", target)


@pytest.mark.parametrize(
    ("name", "is_package", "names"),
    [
        ("pkg", False, ["PyInit_pkg"]),
        # The file is pkg/__init__.….so, from which tools deduce the second name.
        ("ns.pkg", True, ["PyInit_pkg", "PyInit___init__"]),
        ("pkg.__init__", True, ["PyInit___init__"]),
    ],
)
def test_only_the_init_functions_are_visible(name: str, is_package: bool, names: list[str]) -> None:
    target = find_target("linux-x86_64-gnu")
    data = root_object(name, ["aot_module_pkg"], "{}", target, is_package)
    table = ELFFile(io.BytesIO(data)).get_section_by_name(".symtab")
    visible = [
        symbol.name
        for symbol in table.iter_symbols()
        if symbol["st_info"]["bind"] == "STB_GLOBAL"
        and symbol["st_other"]["visibility"] == "STV_DEFAULT"
    ]
    assert visible == names


def test_modules_stay_in_the_order_given() -> None:
    text = root_ir("pkg", ["b", "a", "c"], "{}", find_target("linux-x86_64-gnu"))
    assert '[ptr @"b", ptr @"a", ptr @"c"]' in text


@pytest.mark.parametrize("data", [b"", b"\0", bytes(range(256)), b'"quoted\\"\n'])
def test_data_arrives_byte_for_byte(data: bytes) -> None:
    elf = ELFFile(io.BytesIO(data_object("blob", data, find_target("linux-x86_64-gnu"))))
    (symbol,) = elf.get_section_by_name(".symtab").get_symbol_by_name("blob")
    section = elf.get_section(symbol["st_shndx"])
    start = symbol["st_value"]
    assert section.data()[start : start + len(data)] == data
    (size,) = elf.get_section_by_name(".symtab").get_symbol_by_name("blob_size")
    stored = elf.get_section(size["st_shndx"]).data()[size["st_value"] :][:8]
    assert int.from_bytes(stored, "little") == len(data)
