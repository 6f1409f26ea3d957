# SPDX-License-Identifier: Apache-2.0
"""What the patterns of ``match`` ask of their subject: runtime/ops_patterns.c.

A truth value says whether it fits; the variables at a ``ptr`` are filled only then.
"""

from __future__ import annotations

from aot_build.primitives.registry import prim

# (subject, count, at_least): count items or, with 1, at least as many; no matter how many for -1
MATCH_SEQUENCE = prim("rt_match_sequence", "obj i64 i64", "bool")
MATCH_FROM_END = prim("rt_match_from_end", "obj i64")  # subject[len(subject) - n]
MATCH_MAPPING = prim("rt_match_mapping", "obj i64", "bool")  # (subject, count): at least as many
MATCH_KEYS = prim("rt_match_keys", "obj obj ptr", "bool")  # (subject, tuple, PyObject **values)
MATCH_REST = prim("rt_match_rest", "obj obj", ty="dict")  # (subject, tuple): without these keys
MATCH_INSTANCE = prim("rt_match_instance", "obj obj", "bool")  # TypeError for what is no class
# (subject, class, names of the patterns by keyword, how many there are by position,
# PyObject **attributes)
MATCH_CLASS = prim("rt_match_class", "obj obj obj i64 ptr", "bool")
