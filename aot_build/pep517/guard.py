# SPDX-License-Identifier: Apache-2.0
"""The last line of defence of both doors: whatever goes wrong becomes a message and an exit code.

Exit codes: 1 a mistake of the user or the machine, 70 a bug in aot_build, 130 Ctrl-C. Only a bug
shows a traceback.
"""

from __future__ import annotations

import errno
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from aot_build.diagnostics import (
    EXIT_BUG,
    EXIT_ERROR,
    Diagnostic,
    InternalError,
    Severity,
    UserError,
    render_all,
    use_color,
)
from aot_build.interruptible import end_process
from aot_build.scratch import remove_stale_folders, scratch_folder

EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143


class _Terminated(BaseException):
    """SIGTERM came."""


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Turn what is raised inside into a message on stderr and SystemExit."""
    try:
        with _terminate_cleanly():
            remove_stale_folders()
            yield
    except UserError as error:
        _say(render_all(error.diagnostics, color=use_color()))
        raise SystemExit(EXIT_ERROR) from None
    except KeyboardInterrupt:
        _say("aot: interrupted; nothing half-written remains")
        end_process(EXIT_INTERRUPTED)
    except _Terminated:
        end_process(EXIT_TERMINATED)
    except OSError as error:
        _say(render_all([describe_os_error(error)], color=use_color()))
        raise SystemExit(EXIT_ERROR) from None
    except InternalError as error:
        traceback.print_exc()
        _say(str(error))
        raise SystemExit(EXIT_BUG) from None
    except Exception as error:
        traceback.print_exc()
        _say(str(InternalError(f"{type(error).__name__}: {error}")))
        raise SystemExit(EXIT_BUG) from None


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for one build, gone afterwards, also after Ctrl-C or SIGTERM."""
    with scratch_folder("build") as folder:
        yield folder.resolve()


def describe_os_error(error: OSError) -> Diagnostic:
    """`[Errno 28] No space left on device` as a message to a user."""
    reason = error.strerror or str(error)
    where = f"{error.filename}: " if error.filename else ""
    hint = None
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        hint = "free some space; TMPDIR names the folder that builds work in"
    return Diagnostic(Severity.ERROR, f"{where}{reason}", None, "system", hint)


@contextmanager
def _terminate_cleanly() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C does, so that temporary folders go away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _say(text: str) -> None:
    sys.stdout.flush()
    print(text, file=sys.stderr, flush=True)
