# SPDX-License-Identifier: Apache-2.0
"""Long C calls that Ctrl-C and SIGTERM need not wait for.

Python runs signal handlers in the main thread, and there only between two steps of Python. LLVM
works for seconds in one step. So the main thread lets another one call LLVM, and waits in a way
that a signal ends. What has been abandoned like that goes on until the process ends, which has to
be at once: LLVM must not be taken down while it works.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import NoReturn, TypeVar

ResultT = TypeVar("ResultT")

_STACK = 64 << 20  # LLVM recurses; some systems give threads only a few hundred KiB
_POLL = 0.25  # Windows looks for Ctrl-C only between two waits

_abandoned = threading.Event()


def run_interruptible(work: Callable[[], ResultT]) -> ResultT:
    """What *work* gives or raises; exceptions of signal handlers come through at once.

    In worker processes nothing handles signals, so there it is simply called.
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or multiprocessing.parent_process() is not None
    ):
        return work()
    future: Future[ResultT] = Future()
    try:
        _start(lambda: _fulfil(future, work))
    except RuntimeError:  # no more threads, or no room for its stack: then a signal has to wait
        return work()
    try:
        while not future.done():
            try:
                future.exception(timeout=_POLL)
            except TimeoutError:
                continue
    except BaseException:
        _abandoned.set()
        raise
    return future.result()


def end_process(code: int) -> NoReturn:
    """Raise SystemExit, or end the process here when a call was abandoned."""
    if _abandoned.is_set():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


def _start(run: Callable[[], None]) -> None:
    before = threading.stack_size(_STACK)
    try:
        threading.Thread(target=run, name="aot-llvm", daemon=True).start()
    finally:
        threading.stack_size(before)


def _fulfil(future: Future[ResultT], work: Callable[[], ResultT]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
