# SPDX-License-Identifier: Apache-2.0
"""Reading sources: encodings, line ends, and what is said when it cannot be done."""

import warnings
from pathlib import Path

import pytest

from aot_build.diagnostics import UserError
from aot_build.front.parse import parse_module
from aot_build.front.source import decode_source, read_source


def decode(data):
    return decode_source(Path("m.py"), "m.py", data)


def message_of(call):
    with pytest.raises(UserError) as caught:
        call()
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"x = 1\r\ny = 2\r", "x = 1\ny = 2\n", "utf-8"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'", "x = 'é'", "utf-8-sig"),
        (b"# coding: latin-1 -*-\n'\xe9'", "# coding: latin-1 -*-\n'é'", "iso-8859-1"),
        (b"#!x\n# fileencoding=cp1252 :\n'\x80'", "#!x\n# fileencoding=cp1252 :\n'€'", "cp1252"),
        (b"", "", "utf-8"),
    ],
)  # fmt: skip
def test_decoding(data, text, encoding):
    source = decode(data)
    assert (source.text, source.encoding, source.data) == (text, encoding, data)
    parse_module(source, "m.py")


def test_lines_are_those_of_the_tokenizer():
    source = decode("a = 1\x0c\nb = '\u2028'\n".encode())
    assert source.line(2) == "b = '\u2028'"
    assert (source.line(0), source.line(9)) == ("", "")


def test_a_declared_encoding_reaches_the_code():
    parsed = parse_module(decode(b"# coding: latin-1\nx = '\xe9'"), "m.py")
    assert "é" in parsed.code.co_consts


def test_bytes_that_are_not_utf8_are_pointed_at():
    diagnostic = message_of(lambda: decode("# ä\nx = 'é".encode() + b"\xff'"))
    assert str(diagnostic.span) == "m.py:2:7"
    assert "0xff" in diagnostic.message
    assert diagnostic.code == "encoding"


def test_a_bad_byte_far_from_the_top():
    diagnostic = message_of(lambda: decode(b"a\nb\nc\nd\xe9"))
    assert str(diagnostic.span) == "m.py:4:2"


def test_an_unknown_encoding_is_pointed_at():
    diagnostic = message_of(lambda: decode(b"#!/bin/x\n# coding: klingon\n"))
    assert str(diagnostic.span) == "m.py:2"
    assert "klingon" in diagnostic.message


def test_a_missing_file(tmp_path):
    diagnostic = message_of(lambda: read_source(tmp_path / "no.py", "no.py"))
    assert str(diagnostic.span) == "no.py"
    assert "cannot read" in diagnostic.message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = (1,\n", 1, 5),
        ("def f():\n    return = 1\n", 2, 12),
        ("'é' = 1\n", 1, 1),
        ("def f():\n\tif 1:\n        x\n", 3, None),
        ("return 1\n", 1, 1),
        ("x = 1\0\n", None, None),
    ],
)
def test_syntax_errors_have_a_place(text, line, column):
    diagnostic = message_of(lambda: parse_module(decode(text.encode()), "m.py"))
    assert diagnostic.code == "syntax"
    if line is not None:
        assert diagnostic.span.line == line
    if column is not None:
        assert diagnostic.span.column == column
        assert (diagnostic.span.end_line, diagnostic.span.end_column) > (line, column)


def test_warnings_of_the_compiler_are_not_shown():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        parse_module(decode(b"x = '\\d'\nassert (1, 'x')\n1 is 1\n"), "m.py")
    assert shown == []


def test_a_tree_too_deep_leaves_an_empty_module_or_a_message():
    text = "x = " + "-" * 5000 + "1\n"
    try:
        parsed = parse_module(decode(text.encode()), "m.py")
    except UserError as error:
        assert error.diagnostics[0].code == "syntax"
    else:
        assert isinstance(parsed.tree.body, list)


@pytest.mark.parametrize(("text", "place"), [("x = 1\ny = '\0'\n", (2, 6)), ("\0", (1, 1))])
def test_a_null_character_is_found(tmp_path: Path, text: str, place: tuple[int, int]) -> None:
    path = tmp_path / "m.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="null bytes") as caught:
        parse_module(read_source(path), "m.py")
    span = caught.value.diagnostics[0].span
    assert span is not None and (span.line, span.column) == place
