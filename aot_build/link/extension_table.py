# SPDX-License-Identifier: Apache-2.0
"""Generated: the table of a program's extension modules (capi/internal/pyi_extension.h).

aot_extensions   the `pyi_extension_table`: names, files or images, and the folder's name
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aot_build.link.generated import ir_bytes, ir_string


@dataclass(frozen=True)
class ExtensionRow:
    """One extension module, as the program knows it."""

    name: str
    file: str
    """Where it is below the program's folder; for an image, what `__file__` says."""
    is_package: bool
    image: bytes | None
    """The shared library itself, when the executable has it inside."""


def extension_table_ir(folder: str, rows: Sequence[ExtensionRow], packages: Sequence[str]) -> str:
    """The LLVM IR text of `aot_extensions`; *packages* are those with files in the folder."""
    parts = [ir_string("extensions.folder", folder)]
    entries = []
    for i, row in enumerate(sorted(rows, key=lambda row: row.name.encode())):
        image, size = "null", 0
        if row.image is not None:
            image, size = f"@extension.image.{i}", len(row.image)
            parts.append(
                f"{image} = private constant [{size} x i8] {ir_bytes(row.image)}, align 16"
            )
        parts.append(ir_string(f"extension.name.{i}", row.name))
        parts.append(ir_string(f"extension.file.{i}", row.file))
        entries.append(
            f"{_ROW} {{ ptr @extension.name.{i}, ptr @extension.file.{i}, "
            f"i32 {int(row.is_package)}, ptr {image}, i64 {size} }}"
        )
    for i, package in enumerate(packages):
        parts.append(ir_string(f"extension.package.{i}", package))
    names = ", ".join(f"ptr @extension.package.{i}" for i in range(len(packages)))
    return "\n".join(
        [
            *parts,
            f"@extension.rows = private constant [{len(rows)} x {_ROW}] [{', '.join(entries)}]",
            f"@extension.packages = private constant [{len(packages)} x ptr] [{names}]",
            f"@aot_extensions = hidden constant {{ ptr, i32, ptr, i32, ptr }} "
            f"{{ ptr @extensions.folder, i32 {len(rows)}, ptr @extension.rows, "
            f"i32 {len(packages)}, ptr @extension.packages }}\n",
        ]
    )


_ROW = "{ ptr, ptr, i32, ptr, i64 }"
