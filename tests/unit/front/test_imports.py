# SPDX-License-Identifier: Apache-2.0
"""The imports of a module, as tools will read them."""

from aot_build.front.imports import module_imports

TEXT = """
import os, a.b as c
from x import y, z
def f():
    from . import sibling
    from .sub import thing
    from ..up import other
    from ... import too_far
    from .... import outside
    __import__("dynamic")
    __import__(name); __import__("r", None, None, [], 1); __import__("z", level=0)
    import importlib
    importlib.import_module("imp.abs")
    importlib.import_module(".rel", __package__)
    importlib.import_module(".unknown", name)
    other.import_module(1)
    importlib.util.find_spec("asked.for"); self.find_spec("x"); f().find_spec("y")
try: import os
except ImportError: from star import *
"""


def imports(parse, name, is_package):
    found = module_imports(parse(TEXT).tree, name, is_package)
    return [".".join(item.values()) for item in found], found


def test_of_a_module(parse):
    names, found = imports(parse, "top.mid.mod", False)
    assert names == [
        "a.b", "asked.for", "dynamic", "imp.abs", "importlib", "os", "star.*", "top.mid.sibling",
        "top.mid.rel",
        "top.mid.sub.thing", "top.up.other", "x.y", "x.z", "z",
    ]  # fmt: skip
    assert {"module": "top.mid", "name": "sibling"} in found
    assert {"module": "os"} in found


def test_of_a_package(parse):
    names, _ = imports(parse, "top.mid", True)
    assert "top.mid.sibling" in names
    assert "top.up.other" in names


def test_of_a_module_at_the_top(parse):
    names, _ = imports(parse, "mod", False)
    assert not any("sibling" in name or "rel" in name for name in names)
