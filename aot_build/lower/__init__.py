"""Lowering: a resolved, typed tree to IR. One file per kind of construct; docs/ir.md."""
