"""Write the table of operations in docs/ir.md from their classes; `--check` only compares."""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

from aot_build.ir import ops  # its import fills the registry
from aot_build.ir.text import field_names
from aot_build.ir.types import Effect, Rep
from aot_build.ir.values import REGISTRY, Op

PAGE = Path(__file__).resolve().parent.parent / "docs" / "ir.md"
BEGIN = "<!-- operations: written by tools/ir_page.py -->\n"
END = "<!-- end of operations -->\n"


def operations_table() -> str:
    """One row for each operation, in the order of ``ir/ops.py``."""
    rows = ["| operation | fields | gives | effect | what it does |", "|---|---|---|---|---|"]
    rows += [row(mnemonic, kind) for mnemonic, kind in REGISTRY.items()]
    return "\n".join(rows) + "\n"


def row(mnemonic: str, kind: type[Op]) -> str:
    """The row of one operation."""
    fields = ", ".join(field_names(kind))
    text = " ".join(inspect.cleandoc(kind.__doc__ or "").split()).replace("|", "\\|")
    marks = [Effect(kind.effect).name.lower()]
    marks += ["raises"] * kind.raises + ["ends the block"] * kind.terminator
    return f"| `{mnemonic}` | {fields} | {result(kind)} | {', '.join(marks)} | {text} |"


def result(kind: type[Op]) -> str:
    """The representation of the result, with "new" where the user of it must release it."""
    if kind.rep is Rep.NONE:
        return "–"  # noqa: RUF001
    name = kind.rep.value if "rep" in vars(kind) or not sets_rep(kind) else "varies"
    return f"new {name}" if kind.owned else name


def sets_rep(kind: type[Op]) -> bool:
    """Whether the representation depends on the fields."""
    return "self.rep" in inspect.getsource(kind) if hasattr(ops, kind.__name__) else False


def fresh_page(page: str) -> str:
    """*page* with the table as it should be."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}{operations_table()}{END}{after}"


def main() -> int:
    """Rewrite the page, or with ``--check`` fail when it is not fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    fresh = fresh_page(page)
    if page == fresh:
        return 0
    if check:
        print(f"{PAGE.name} is not fresh: run python tools/ir_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
