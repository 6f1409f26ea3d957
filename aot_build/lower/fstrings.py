"""f-strings, and ``"…%s…" % (a, b)``, which the interpreter's compiler turns into one as well.

Where that has other conversions, too, its parts are made one by one when all items are there.

f"{x}-{y!r:>5}"   ->   t0 = call_c rt_format_simple(x)
                       t1 = call_c rt_repr(y)
                       t2 = call_c rt_format(t1, ">5")
                       t3 = call_c rt_build_string(t0, "-", t2)
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable

from aot_build.ir.values import Value
from aot_build.lower.context import Context, lowers_expr
from aot_build.lower.operands import lower_operands, suspends
from aot_build.primitives.objects import (
    ASCII,
    FORMAT,
    FORMAT_SIMPLE,
    JOIN,
    PERCENT_ITEM,
    PERCENT_ONLY,
    REPR,
    STR,
)

CONVERSIONS = {"s": STR, "r": REPR, "a": ASCII}
NO_CONVERSION = -1
# Until 3.13 the conversion is done when the format specification has been evaluated.
CONVERTS_FIRST = sys.version_info >= (3, 13)

PERCENT = re.compile(r"%(?P<left>-?)(?P<width>\d{0,3})(?:\.(?P<precision>\d{1,3}))?(?P<kind>[sra])")
# What rt_percent_item converts by itself where the value is of the built-in type that is expected.
SIMPLE = re.compile(r"%[-0]*\d{0,3}(?:[sradiuxX]|(?:\.\d{1,2})?f)")


@lowers_expr(ast.JoinedStr)
def lower_joined(cx: Context, node: ast.JoinedStr) -> Value:
    """``f"…"``."""
    if not node.values:
        return cx.const("")
    return join_parts(cx, lower_operands(cx, node.values))


def join_parts(cx: Context, parts: list[Value]) -> Value:
    """Concatenate; a single part is the result itself."""
    return parts[0] if len(parts) == 1 else cx.call(JOIN, *parts)


@lowers_expr(ast.FormattedValue)
def lower_formatted(cx: Context, node: ast.FormattedValue) -> Value:
    """``{value!r:spec}``."""
    value = cx.obj(node.value)
    kind = "" if node.conversion == NO_CONVERSION else chr(node.conversion)
    if CONVERTS_FIRST:
        value = convert(cx, value, kind)
    spec = None if node.format_spec is None else cx.obj(node.format_spec)
    if not CONVERTS_FIRST:
        value = convert(cx, value, kind)
    return format_value(cx, value, spec)


def convert(cx: Context, value: Value, kind: str) -> Value:
    """``!s``, ``!r``, ``!a`` or nothing."""
    return cx.call(CONVERSIONS[kind], value) if kind else value


def format_value(cx: Context, value: Value, spec: Value | None) -> Value:
    """``format(value, spec)``."""
    return cx.call(FORMAT_SIMPLE, value) if spec is None else cx.call(FORMAT, value, spec)


# --- "…" % (a, b) ---


def lower_percent(cx: Context, node: ast.BinOp) -> Value | None:
    """``"%s: %r" % (a, b)`` as the f-string it equals, or in parts; None where it is an operator.

    An f-string has only ``%s %r %a`` with at most width, precision and ``-``; the number of items
    has to fit.
    """
    template = node.left
    if not (
        isinstance(node.op, ast.Mod)
        and isinstance(template, ast.Constant)
        and isinstance(template.value, str)
    ):
        return None
    pieces = split_template(template.value)
    if pieces is None or not isinstance(node.right, ast.Tuple):
        return None if suspends(cx, (node.right,)) else lower_others(cx, node, template.value)
    items = node.right.elts
    if not fits(pieces, items):
        return None
    remaining = iter(items)
    with cx.at(node):
        return join_pieces(cx, pieces, lambda piece: lower_item(cx, piece, next(remaining)))


def join_pieces(
    cx: Context, pieces: list[str | re.Match[str]], make: Callable[[re.Match[str]], Value]
) -> Value:
    """The literal text of a template, and what *make* gives for each conversion."""
    parts = [cx.const(piece) if isinstance(piece, str) else make(piece) for piece in pieces]
    return join_parts(cx, parts) if parts else cx.const("")


def fits(pieces: list[str | re.Match[str]], items: list[ast.expr]) -> bool:
    """Whether there is an item for each conversion, and it is known which."""
    count = sum(isinstance(piece, re.Match) for piece in pieces)
    return count == len(items) and not any(isinstance(item, ast.Starred) for item in items)


def lower_others(cx: Context, node: ast.BinOp, text: str) -> Value | None:
    """What is no f-string; None where a conversion is not simple.

    The template does not wait on the stack for its items, so none of them may suspend.
    """
    pieces = split_template(text, SIMPLE)
    if pieces is None:
        return None
    if not isinstance(node.right, ast.Tuple):
        return lower_only_item(cx, node, text, pieces)
    return lower_mixed(cx, node, pieces, node.right.elts) if fits(pieces, node.right.elts) else None


def lower_mixed(
    cx: Context, node: ast.BinOp, pieces: list[str | re.Match[str]], items: list[ast.expr]
) -> Value:
    """``"%s: %5d" % (a, b)``: all items are evaluated before the first is formatted."""
    remaining = iter(lower_operands(cx, items))

    def convert_item(piece: re.Match[str]) -> Value:
        return cx.call(PERCENT_ITEM, next(remaining), cx.const(piece[0]))

    with cx.at(node):
        return join_pieces(cx, pieces, convert_item)


def lower_only_item(
    cx: Context, node: ast.BinOp, text: str, pieces: list[str | re.Match[str]]
) -> Value | None:
    """``"%d items" % n``, where n may turn out to be a tuple."""
    conversions = [piece for piece in pieces if not isinstance(piece, str)]
    if len(conversions) != 1:
        return None
    at = pieces.index(conversions[0])
    before, after = "".join(map(str, pieces[:at])), "".join(map(str, pieces[at + 1 :]))
    value = cx.obj(node.right)
    with cx.at(node):
        texts = (before, conversions[0][0], after)
        return cx.call(PERCENT_ONLY, cx.const(text), value, *map(cx.const, texts))


def split_template(
    text: str, conversion: re.Pattern[str] = PERCENT
) -> list[str | re.Match[str]] | None:
    """Literal text and conversions in turn; None for anything that is not simple."""
    pieces: list[str | re.Match[str]] = []
    literal = ""
    at = 0
    while at < len(text):
        found = conversion.match(text, at)
        if found is not None:
            pieces += [literal] if literal else []
            pieces.append(found)
            literal, at = "", found.end()
        elif text.startswith("%%", at):
            literal, at = literal + "%", at + 2
        elif text[at] == "%":
            return None
        else:
            literal, at = literal + text[at], at + 1
    return [*pieces, literal] if literal else pieces


def lower_item(cx: Context, piece: re.Match[str], node: ast.expr) -> Value:
    """One conversion such as ``%-10s`` applied to its item."""
    value = cx.obj(node)
    with cx.at(node):
        text = convert(cx, value, piece["kind"])
        spec = item_spec(piece)
        return format_value(cx, text, cx.const(spec) if spec else None)


def item_spec(piece: re.Match[str]) -> str:
    """The format specification of a conversion, which aligns to the right without ``-``."""
    width = piece["width"].lstrip("0")
    align = ">" if width and not piece["left"] else ""
    precision = f".{piece['precision']}" if piece["precision"] else ""
    return f"{align}{width}{precision}"
