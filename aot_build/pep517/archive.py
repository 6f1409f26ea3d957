# SPDX-License-Identifier: Apache-2.0
"""Wheels as archives: unpacked safely, packed so that equal contents give equal bytes.

Members are sorted, with the `.dist-info` folder last as the wheel specification advises; times are
SOURCE_DATE_EPOCH or 1980; permissions are rwxr-xr-x for what was executable and rw-r--r-- for the
rest.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError

ZIP_EPOCH = 315532800  # 1980-01-01, the first moment a zip file can name
ZIP_END = 4354819198  # 2107-12-31, the last
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")  # of the RECORD that is about to change


@dataclass
class UnpackedWheel:
    """A wheel's contents in a folder."""

    root: Path
    file_name: str  # the wheel's own
    dist_info: str  # "name-1.0.dist-info"
    executables: set[str] = field(default_factory=set)

    @property
    def data_folder(self) -> str:
        """`name-1.0.data`, which may or may not exist."""
        return self.dist_info.removesuffix(".dist-info") + ".data"

    def files(self) -> dict[str, Path]:
        """Every file by its name in the archive, sorted."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        named = {path.relative_to(self.root).as_posix(): path for path in found}
        return dict(sorted(named.items()))

    def info(self, name: str) -> Path:
        """The path of a file of the `.dist-info` folder."""
        return self.root / self.dist_info / name


def unpack_wheel(wheel: Path, folder: Path) -> UnpackedWheel:
    """Unpack *wheel* into *folder*. Raises UserError when it is no wheel."""
    executables = set()
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                _check_member(wheel, member.filename)
                target = folder / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(member))
                if (member.external_attr >> 16) & stat.S_IXUSR:
                    executables.add(member.filename)
    except (zipfile.BadZipFile, EOFError) as error:
        raise UserError(_bad_wheel(wheel, str(error))) from None
    infos = sorted(path.name for path in folder.glob("*.dist-info") if path.is_dir())
    if len(infos) != 1 or not (folder / infos[0] / "WHEEL").is_file():
        raise UserError(_bad_wheel(wheel, "there is not exactly one .dist-info/WHEEL in it"))
    return UnpackedWheel(folder, wheel.name, infos[0], executables)


def pack_wheel(wheel: UnpackedWheel, target: Path) -> None:
    """Write RECORD anew and pack *wheel* as *target*, which appears complete or not at all."""
    for name in _SIGNATURES:
        wheel.info(name).unlink(missing_ok=True)
    files = wheel.files()
    files.pop(f"{wheel.dist_info}/RECORD", None)
    ordered = dict(sorted(files.items(), key=lambda item: _order(wheel, item[0])))
    contents = {name: path.read_bytes() for name, path in ordered.items()}
    contents[f"{wheel.dist_info}/RECORD"] = record_text(wheel, contents).encode()
    with atomic_file(target) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, data in contents.items():
            archive.writestr(_member(name, name in wheel.executables), data)


def record_text(wheel: UnpackedWheel, contents: Mapping[str, bytes]) -> str:
    """RECORD of *contents*: name, sha256, size (the file itself has neither)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for name, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        writer.writerow((name, f"sha256={digest}", len(data)))
    writer.writerow((f"{wheel.dist_info}/RECORD", "", ""))
    return text.getvalue()


@contextmanager
def atomic_file(target: Path) -> Iterator[Path]:
    """A temporary path that becomes *target* when the block ends without an error."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".aot-", suffix=".tmp", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        # What failed may have been a write, which names no file, or named the one copied from.
        raise OSError(error.errno, error.strerror, str(target)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def archive_time() -> tuple[int, int, int, int, int, int]:
    """The time of every member: SOURCE_DATE_EPOCH, or the zip format's first."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = min(max(int(text), ZIP_EPOCH), ZIP_END) if text.isdigit() else ZIP_EPOCH
    return time.gmtime(seconds)[:6]


def _member(name: str, executable: bool) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, archive_time())
    member.create_system = 3  # Unix, so that the permissions below are read
    member.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _order(wheel: UnpackedWheel, name: str) -> tuple[bool, str]:
    return name.startswith(f"{wheel.dist_info}/"), name


def _check_member(wheel: Path, name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0]:
        raise UserError(_bad_wheel(wheel, f"a member leads out of the archive: '{name}'"))


def _bad_wheel(wheel: Path, reason: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, f"not a wheel: {reason}", Span(str(wheel)), "bad-wheel")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
