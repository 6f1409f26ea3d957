# SPDX-License-Identifier: Apache-2.0
"""Class statements, and the names of bodies, which are in a mapping: runtime/ops_{class,name}.c."""

from __future__ import annotations

from aot_build.primitives.registry import prim

BUILD_CLASS = prim("rt_build_class", "", frame=True)  # what a class statement of the frame calls

# The namespace of a class, any mapping, is what the frame has for its locals.
LOAD_NAME = prim("rt_load_name", "obj", frame=True)  # in it, then in globals and built-ins
LOAD_NAME_OR_CELL = prim("rt_load_name_or_cell", "obj obj", frame=True)  # (name, cell)
STORE_NAME = prim("rt_store_name", "obj obj", "none", frame=True)  # (name, value)
DELETE_NAME = prim("rt_delete_name", "obj", "none", frame=True)
LOAD_NAMESPACE = prim("rt_load_namespace", "", frame=True)
LOAD_FROM = prim("rt_load_from", "obj obj", frame=True)  # (name, mapping), then globals …
LOAD_FROM_OR_CELL = prim("rt_load_from_or_cell", "obj obj obj")  # (name, mapping, cell)
SETUP_ANNOTATIONS = prim("rt_setup_annotations", "", "none", frame=True)
SET_TYPE_PARAMETERS = prim("rt_set_type_parameters", "obj obj", "none", raises=False)
