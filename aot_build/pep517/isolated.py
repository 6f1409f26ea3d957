# SPDX-License-Identifier: Apache-2.0
"""Other people's projects: their own backend, unchanged, makes the pure wheel.

It runs in an environment made for it (`build`), or in the present one when asked to.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.pep517.base import DISTRIBUTIONS
from aot_build.pep517.config import Config

if TYPE_CHECKING:
    from aot_build.progress import Progress

OWN_NAME = "aot-build"
LEGACY_BACKEND = "setuptools.build_meta:__legacy__"
LEGACY_REQUIRES = ("setuptools>=40.8.0",)
OUTPUT_LINES = 40  # of a failed command, its last ones are what helps


@dataclass(frozen=True)
class BuildSystem:
    """The table `[build-system]` (PEP 518), with aot_build itself replaced by its base backend."""

    requires: tuple[str, ...]
    backend: str
    backend_path: tuple[str, ...] | None


@dataclass(frozen=True)
class Runner:
    """Runs hooks as `pyproject_hooks` asks; shows what they print only when they fail."""

    what: str
    python: str = sys.executable
    environ: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self,
        cmd: Sequence[str],
        cwd: str | None = None,
        extra_environ: Mapping[str, str] | None = None,
    ) -> None:
        """Run *cmd*; raises UserError with the end of its output when it fails."""
        environ = {**os.environ, **self.environ, **(extra_environ or {})}
        done = subprocess.run(
            cmd, cwd=cwd, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            text = done.stdout.decode(errors="replace").rstrip()
            raise UserError(_failed(f"{self.what} failed (exit code {done.returncode})", text))


def build_base_wheel(
    project: Path, folder: Path, config: Config, progress: Progress, *, isolated: bool = True
) -> Path:
    """The wheel that the backend of *project* makes, in *folder*."""
    system = read_build_system(config)
    folder.mkdir(parents=True, exist_ok=True)
    with _environment(system, progress, isolated) as environment:
        return environment.build_wheel(project, folder, config.base_settings)


def read_build_system(config: Config) -> BuildSystem:
    """How to make the pure wheel of the project that *config* is of."""
    table = config.project.get("build-system")
    if not isinstance(table, dict):
        return BuildSystem(LEGACY_REQUIRES, LEGACY_BACKEND, None)
    requires = tuple(table.get("requires", ()))
    backend = table.get("build-backend", LEGACY_BACKEND)
    backend_path = table.get("backend-path")
    if backend == "aot_build":
        return _base_system(requires, config)
    return BuildSystem(requires, backend, tuple(backend_path) if backend_path else None)


@contextmanager
def _environment(system: BuildSystem, progress: Progress, isolated: bool) -> Iterator[_Environment]:
    if not isolated:
        yield _Environment(system, None)
        return
    try:
        from build.env import DefaultIsolatedEnv
    except ImportError:
        hint = "pip install build, or use --no-isolation to build with what is installed here"
        raise UserError(_failed("the package 'build' is not installed", hint=hint)) from None
    progress.line(f"environment for {system.backend}: {', '.join(system.requires) or 'empty'}")
    with DefaultIsolatedEnv() as env:
        environment = _Environment(system, env)
        environment.install(system.requires)
        yield environment


@dataclass(frozen=True)
class _Environment:
    """Where a build system runs: an isolated environment, or here when *env* is None."""

    system: BuildSystem
    env: Any

    def install(self, requires: Sequence[str]) -> None:
        if self.env is None or not requires:
            return
        try:
            self.env.install(requires)
        except subprocess.CalledProcessError as error:
            output = error.stdout or error.stderr or b""
            text = output.decode(errors="replace") if isinstance(output, bytes) else output
            what = f"cannot install what {self.system.backend} needs: {', '.join(requires)}"
            raise UserError(_failed(what, text.rstrip())) from None

    def build_wheel(self, project: Path, folder: Path, settings: Mapping[str, Any]) -> Path:
        from pyproject_hooks import BackendUnavailable, BuildBackendHookCaller

        system = self.system
        python = self.env.python_executable if self.env else sys.executable
        environ = (self.env.make_extra_environ() or {}) if self.env else {}
        runner = Runner(f"{system.backend}, the project's own backend,", python, environ)
        hooks = BuildBackendHookCaller(
            str(project),
            system.backend,
            list(system.backend_path) if system.backend_path else None,
            runner=runner,
            python_executable=python,
        )
        chosen = dict(settings) or None
        try:
            with warnings.catch_warnings():
                # What a backend warns of is for the project's author, who does not read this.
                warnings.simplefilter("ignore")
                self.install(list(hooks.get_requires_for_build_wheel(chosen)))
                return folder / hooks.build_wheel(str(folder), chosen)
        except BackendUnavailable as error:
            message = f"the project's backend '{system.backend}' cannot be imported"
            trace = (error.traceback or "").rstrip()
            missing = f"No module named '{system.backend.partition('.')[0].partition(':')[0]}'"
            if trace.endswith(missing):
                # Its traceback would tell nothing more.
                raise UserError(_failed(f"{message}: {missing}", hint=self._hint())) from None
            raise UserError(_failed(message, trace)) from None

    def _hint(self) -> str:
        if self.env is None:
            return "install it here, or build without --no-isolation"
        return "name what provides it in 'requires' of [build-system]"


def _base_system(requires: Sequence[str], config: Config) -> BuildSystem:
    options = config.options
    kept = [item for item in requires if _name(item) != OWN_NAME]
    top_level = options.base_backend.partition(":")[0].partition(".")[0]
    distribution = DISTRIBUTIONS.get(top_level)
    if distribution and all(_name(item) != canonicalize_name(distribution) for item in kept):
        kept.append(distribution)
    return BuildSystem(tuple(kept), options.base_backend, options.base_backend_path or None)


def _name(requirement: str) -> str:
    try:
        return canonicalize_name(Requirement(requirement).name)
    except InvalidRequirement:
        return requirement


def _failed(message: str, output: str = "", hint: str | None = None) -> Diagnostic:
    lines = output.splitlines()[-OUTPUT_LINES:]
    text = "\n".join([message, *(f"    | {line}" for line in lines)])
    return Diagnostic(Severity.ERROR, text, None, "base-backend", hint)
