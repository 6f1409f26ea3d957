# SPDX-License-Identifier: Apache-2.0
"""Work on all cores: modules are translated, then the groups of functions in them compiled.

The two kinds of work share the worker processes, so one long module keeps all cores busy too. What
is little is done in this process: starting a worker costs as much as a few hundred lines do.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, TypeVar

from aot_build.diagnostics import Diagnostic, InternalError, Severity, UserError
from aot_build.modulebuild import BuiltModule, ModuleJob, remember_module, translate_module
from aot_build.objectbuild import BuiltObject, ObjectJob, build_object

ResultT = TypeVar("ResultT")
JobT = TypeVar("JobT")

_SMALL_SOURCES = 20_000  # characters of Python that are translated sooner than a worker starts
_SMALL_TEXT = 250_000  # characters of LLVM text that are compiled sooner
_SOCKET_NAME = 40  # bytes of /pymp-xxxxxxxx/listener-xxxxxxxx, with some to spare
_SOCKET_PATH = 103  # bytes of the path of a socket, on the system that allows the fewest


@dataclass
class Compiled:
    """A module whose objects have all been made."""

    module: BuiltModule
    objects: dict[str, BuiltObject] = field(default_factory=dict)  # those made now


def object_file(compiled: Compiled, key: str, folder: Path) -> Path:
    """The file of one of a module's objects."""
    known = compiled.objects.get(key) or BuiltObject(key)
    path = known.locate(folder)
    if path is None:
        name = compiled.module.name
        message = f"the cache lost an object of {name} during the build; build again"
        raise UserError(Diagnostic(Severity.ERROR, message, code="cache"))
    return path


class Workers:
    """Processes that are started when the first piece of work deserves it."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.pool: ProcessPoolExecutor | None = None
        self.processes: set[BaseProcess] = set()

    def submit(
        self, run: Callable[[JobT], ResultT], job: JobT, *, worthwhile: bool
    ) -> Future[ResultT]:
        """Do one piece of work, elsewhere if that is *worthwhile*."""
        if self.count > 1 and worthwhile and self.pool is None and may_start_processes():
            self.pool = ProcessPoolExecutor(self.count, mp_context=process_context())
        if self.pool is not None:
            others = set(multiprocessing.active_children()) - self.processes
            with main_module_hidden(), own_package_first():
                future = self.pool.submit(run, job)
            self.processes |= set(multiprocessing.active_children()) - others
            return future
        future = Future()
        try:
            future.set_result(run(job))
        except Exception as error:
            future.set_exception(error)
        return future

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.pool is None:
            return
        if kind is not None:  # nobody wants what is under way, and the process would wait for it
            for process in self.processes:
                process.terminate()
        # Waits also then: the thread that looks after the processes closes its pipe when they are
        # gone, and a Python that ends at the same time writes to it.
        self.pool.shutdown(wait=True, cancel_futures=True)


def may_start_processes() -> bool:
    """Daemonic processes of multiprocessing may have no children."""
    return not multiprocessing.current_process().daemon


@contextmanager
def main_module_hidden() -> Iterator[None]:
    """Workers started meanwhile do not run the program that builds a second time.

    `multiprocessing` imports the main module into every worker, which a script must guard against
    with `if __name__ == "__main__"`. Nothing of it is needed, and whoever calls a build hook does
    not know that there are workers.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def own_package_first() -> Iterator[None]:
    """Python processes started meanwhile import this very aot_build, wherever it was found.

    The fork server imports it before it knows anything of this process's `sys.path`.
    """
    before = os.environ.get("PYTHONPATH")
    folder = str(Path(__file__).absolute().parents[1])
    os.environ["PYTHONPATH"] = folder if before is None else folder + os.pathsep + before
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def process_context() -> Any:
    """How processes are started: from one that has imported the compiler where that can be.

    That one is asked through a socket in the folder for temporary files, if its name is short.
    """
    room = len(os.fsencode(tempfile.gettempdir())) + _SOCKET_NAME <= _SOCKET_PATH
    if room and "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        return context
    return multiprocessing.get_context("spawn")


def compile_modules(jobs: Sequence[ModuleJob], count: int) -> Iterator[Compiled]:
    """Translate and compile modules, yielding each when it is done.

    Raises UserError with the mistakes of all modules, InternalError for a bug.
    """
    mistakes: list[Diagnostic] = []
    with Workers(count) as workers:
        run = _Run(workers, jobs)
        while run.waiting:
            for future in run.next_done():
                try:
                    yield from run.take(future)
                except UserError as error:
                    mistakes += error.diagnostics
    if mistakes:
        raise UserError(mistakes)


class _Run:
    """What is under way."""

    def __init__(self, workers: Workers, jobs: Sequence[ModuleJob]) -> None:
        self.workers = workers
        self.waiting: dict[Future[Any], ModuleJob | ObjectJob] = {}
        self.started: dict[str, Compiled] = {}
        self.jobs = {job.name: job for job in jobs}
        sizes = {job.name: job.path.stat().st_size for job in jobs}
        many = len(jobs) > 1 and sum(sizes.values()) > _SMALL_SOURCES
        for job in sorted(jobs, key=lambda job: (-sizes[job.name], job.name)):
            self.translate(job, many)

    def translate(self, job: ModuleJob, worthwhile: bool) -> None:
        """Begin with a module."""
        future = self.workers.submit(translate_module, job, worthwhile=worthwhile)
        self.waiting[future] = job

    def next_done(self) -> list[Future[Any]]:
        """Wait for at least one piece of work; in the order they were begun."""
        done, _ = concurrent.futures.wait(
            self.waiting, return_when=concurrent.futures.FIRST_COMPLETED
        )
        return [future for future in self.waiting if future in done]

    def take(self, future: Future[Any]) -> Iterator[Compiled]:
        """Go on with the result of one piece of work; yields a module that is finished by it."""
        job = self.waiting.pop(future, None)
        if job is None:  # of a module that has been begun again
            return
        try:
            result = future.result()
        except BrokenProcessPool as error:
            message = "a worker process died; 'jobs = 1' shows where"
            raise InternalError(message, function=job_name(job)) from error
        except InternalError:
            if isinstance(job, ObjectJob) and self.retry(job):
                return
            raise
        if isinstance(job, ModuleJob):
            self.compile(job, result)
            compiled = self.started[job.name]
        else:
            compiled = self.started[job.module]
            compiled.objects[job.key] = result
        if len(compiled.objects) == len({item.key for item in compiled.module.missing}):
            yield self.finish(compiled)

    def compile(self, job: ModuleJob, module: BuiltModule) -> None:
        """Begin with the objects of a module that was translated."""
        self.started[job.name] = Compiled(module)
        large = sum(len(item.text) for item in module.missing) > _SMALL_TEXT
        for item in {item.key: item for item in module.missing}.values():
            future = self.workers.submit(build_object, item, worthwhile=large)
            self.waiting[future] = item

    def retry(self, failed: ObjectJob) -> bool:
        """Do a module again without the functions that LLVM refuses; False if that is no way."""
        job = self.jobs[failed.module]
        if job.strict or not failed.functions:
            return False
        for future, other in list(self.waiting.items()):
            if isinstance(other, ObjectJob) and other.module == job.name:
                future.cancel()
                del self.waiting[future]
        self.jobs[job.name] = job = replace(job, left_out=(*job.left_out, *failed.functions))
        self.translate(job, False)
        return True

    def finish(self, compiled: Compiled) -> Compiled:
        """Note that a module is done."""
        module = compiled.module
        if module.keys:
            remember_module(self.jobs[module.name], module)
        return compiled


def job_name(job: ModuleJob | ObjectJob) -> str:
    """What a piece of work is about."""
    return job.name if isinstance(job, ModuleJob) else f"{job.module} ({job.label})"
