"""Importing this registers the lowering of every expression and statement."""

from aot_build.lower import (
    assign,
    augmented,
    exception_groups,
    exceptions,
    expr,
    functions,
    imports,
    loops,
    patterns,
    ranges,
    stmt,
    type_parameters,
    withs,
)

__all__ = [
    "assign",
    "augmented",
    "exception_groups",
    "exceptions",
    "expr",
    "functions",
    "imports",
    "loops",
    "patterns",
    "ranges",
    "stmt",
    "type_parameters",
    "withs",
]
