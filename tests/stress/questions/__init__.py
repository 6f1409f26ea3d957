# SPDX-License-Identifier: Apache-2.0
"""Random expressions for tools/fuzz.py to ask the standalone runtime and CPython (answer.py).

A kind is a function from a source of chance to the text of one expression. Most parts of an
expression are right and near an edge; about one in ten is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from questions import (
    arithmetic,
    bytes_methods,
    coding,
    containers,
    formatting,
    number_text,
    patterns,
    records,
    slices,
    sources,
    str_methods,
)

QUESTIONS: dict[str, Callable[[Random], str]] = {
    "arithmetic": arithmetic.ask,
    "bytes-methods": bytes_methods.ask,
    "codecs": coding.ask,
    "containers": containers.ask,
    "formatting": formatting.ask,
    "number-text": number_text.ask,
    "patterns": patterns.ask,
    "slices": slices.ask,
    "str-methods": str_methods.ask,
    "struct": records.ask,
    "syntax": sources.ask,
}
