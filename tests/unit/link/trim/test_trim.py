# SPDX-License-Identifier: Apache-2.0
"""What is dropped from the runtime library, tried with small archives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aot_build.link.targets import find_target
from aot_build.link.toolchain import find_toolchain
from aot_build.link.trim.graph import Graph, load_graph, read_graph
from aot_build.link.trim.library import without_relocations
from aot_build.link.trim.reach import find_reached

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ELF objects")

METHODS = """
typedef struct { const char *name; void *(*meth)(void *, void *); int flags; const char *doc; } row;
static void *append(void *self, void *arg) { return self; }
static void *pop(void *self, void *arg) { return arg; }
row list_methods[] = {{"append", append, 8, "adds"}, {"pop", pop, 8, 0}, {0, 0, 0, 0}};
"""
NAMED = """
extern int range_type, zip_type;
int range_type = 1, zip_type = 2;
struct { const char *name; int *value; } names[]
    __attribute__((section("pyi_named.16.names"))) = {{"range", &range_type}, {"zip", &zip_type}};
"""
LOOKUP = """
extern const char *asked(const char *);
const char *look(void) { return asked("pop"); }
"""
WEAK = """
extern void at_exit(void) __attribute__((weak));
void end(void) { if (at_exit) at_exit(); }
"""
AT_EXIT = "int other; void at_exit(void) { other++; }"


@pytest.fixture
def archive(tmp_path: Path):
    """Makes an archive of C texts, as the runtime library is made."""

    def make(**texts: str) -> bytes:
        target = find_target("linux-x86_64-musl")
        toolchain = find_toolchain("zig", target)
        for name, text in texts.items():
            (tmp_path / f"{name}.c").write_text(text)
            flags = ["-O1", "-w", "-ffunction-sections", "-fdata-sections", "-fno-inline"]
            result = toolchain.run([*flags, "-c", f"{name}.c", "-o", f"{name}.o"], target, tmp_path)
            assert result.returncode == 0, result.stderr
        command = [sys.executable, "-m", "ziglang", "ar", "rcsD", "lib.a"]
        subprocess.run([*command, *(f"{name}.o" for name in texts)], cwd=tmp_path, check=True)
        return (tmp_path / "lib.a").read_bytes()

    return make


def reached(graph: Graph, symbols: list[str], names: set[str] | None) -> set[str]:
    parents = find_reached(graph, symbols, names).parents
    return {graph.labels[number].partition(" ")[0] for number in parents}


def test_methods_whose_names_do_not_occur_go(archive):
    graph = read_graph(archive(methods=METHODS))
    assert {"append", "pop"} <= reached(graph, ["list_methods"], None)
    some = reached(graph, ["list_methods"], {"append"})
    assert "append" in some
    assert "pop" not in some


def test_a_name_that_c_code_asks_for_occurs(archive):
    graph = read_graph(archive(methods=METHODS, lookup=LOOKUP))
    assert "pop" in reached(graph, ["list_methods", "look"], {"append"})


def test_named_rows_go_with_what_they_stand_for(archive):
    graph = read_graph(archive(named=NAMED))
    assert "range_type" in reached(graph, ["names"], {"range"})
    assert "zip_type" not in reached(graph, ["names"], {"range"})


def test_weak_references_hold_when_the_file_is_linked_anyway(archive):
    graph = read_graph(archive(weak=WEAK, at_exit=AT_EXIT))
    assert "at_exit" not in reached(graph, ["end"], set())
    assert "at_exit" in reached(graph, ["end", "other"], set())


def test_only_the_relocations_of_dropped_rows_change(archive):
    data = archive(methods=METHODS)
    places = find_reached(read_graph(data), ["list_methods"], {"append"}).unwanted
    trimmed = without_relocations(data, places)
    changed = {i // 8 for i in range(len(data)) if data[i] != trimmed[i]}
    assert len(places) >= 1
    assert len(changed) <= 2 * len(places)


def test_a_graph_survives_being_stored(archive):
    graph = read_graph(archive(methods=METHODS, lookup=LOOKUP))
    assert load_graph(graph.dumps()) == graph


def test_why_tells_who_refers_to_what(archive):
    graph = read_graph(archive(methods=METHODS))
    chain = find_reached(graph, ["list_methods"], None).why(graph, "list_methods")
    assert chain == ["list_methods (methods.o)"]
