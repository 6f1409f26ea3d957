# SPDX-License-Identifier: Apache-2.0
"""The base backend: the one that knows how to make the project's pure wheel.

    [tool.aot]
    base-backend = "hatchling.build"      # "setuptools.build_meta" when nothing is said

It is called in this process, as pip calls us; `isolated` calls the backend of somebody else's
project in an environment of its own.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.pep517.config import Config
from aot_build.pep517.toml_positions import TABLE

DISTRIBUTIONS = {
    "setuptools": "setuptools",
    "hatchling": "hatchling",
    "flit_core": "flit_core",
    "poetry": "poetry-core",
    "pdm": "pdm-backend",
    "uv_build": "uv_build",
}
"""The distribution that provides a base backend, by its top-level package."""


class WheelMaker(Protocol):
    """What the rest needs of a base backend."""

    def build_wheel(self, folder: Path) -> Path:
        """Make the pure wheel in *folder*."""


@dataclass(frozen=True)
class BaseBackend:
    """A base backend, imported here. Its hooks run in the current folder, the project's."""

    name: str
    hooks: Any
    settings: Mapping[str, Any]

    def build_wheel(self, folder: Path, metadata: str | None = None) -> Path:
        """Make the pure wheel in *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        return folder / self.call_with_settings("build_wheel", str(folder), metadata)

    def has(self, hook: str) -> bool:
        """Does it offer this optional hook?"""
        return hasattr(self.hooks, hook)

    def get_requires(self, kind: str) -> list[str]:
        """What it needs besides itself to build a "wheel", "sdist" or "editable"."""
        hook = f"get_requires_for_build_{kind}"
        return list(self.call(hook, self._settings())) if self.has(hook) else []

    def call_with_settings(self, hook: str, folder: str, *more: Any) -> str:
        """Call a hook whose arguments are a folder and the settings."""
        return str(self.call(hook, folder, self._settings(), *more))

    def call(self, hook: str, *args: Any) -> Any:
        """Call a hook; what it raises is its own error, shown with its own traceback."""
        try:
            return getattr(self.hooks, hook)(*args)
        except Exception as error:
            sys.stdout.flush()
            _print_own_frames(error)
            message = f"the base backend {self.name} failed in {hook}"
            raise UserError(Diagnostic(Severity.ERROR, message, None, "base-backend")) from error

    def _settings(self) -> dict[str, Any] | None:
        return dict(self.settings) or None


def load_base(config: Config, root: Path) -> BaseBackend:
    """The base backend that *config* names. Raises UserError when it cannot be imported."""
    name = config.options.base_backend
    module_name, _, attributes = name.partition(":")
    # As for PEP 517's backend-path: these folders come first as long as the backend is used.
    for folder in reversed(config.options.base_backend_path):
        sys.path.insert(0, str(_inside(root, folder)))
    try:
        hooks: Any = importlib.import_module(module_name)
        for attribute in filter(None, attributes.split(".")):
            hooks = getattr(hooks, attribute)
    except (ImportError, AttributeError) as error:
        raise UserError(_cannot_load(config, name, error)) from None
    return BaseBackend(name, hooks, config.base_settings)


def missing_base(config: Config) -> str | None:
    """The distribution to install first when the base backend is known but not installed."""
    top_level = config.options.base_backend.partition(":")[0].partition(".")[0]
    distribution = DISTRIBUTIONS.get(top_level)
    if distribution is None or config.options.base_backend_path:
        return None
    try:
        importlib.import_module(config.options.base_backend.partition(":")[0])
    except ModuleNotFoundError:
        return distribution
    return None


def _inside(root: Path, folder: str) -> Path:
    path = (root / folder).resolve()
    if not path.is_relative_to(root.resolve()):
        message = f"'tool.aot.base-backend-path' leads out of the project: '{folder}'"
        raise UserError(Diagnostic(Severity.ERROR, message, None, "config"))
    return path


def _cannot_load(config: Config, name: str, error: Exception) -> Diagnostic:
    span = config.file.find_value(TABLE, "base-backend") if config.file else None
    top_level = name.partition(":")[0].partition(".")[0]
    needed = DISTRIBUTIONS.get(top_level, top_level)
    hint = f"put \"{needed}\" into 'requires' of [build-system]"
    message = f"cannot load the base backend '{name}': {error}"
    return Diagnostic(Severity.ERROR, message, span, "base-backend", hint)


def _print_own_frames(error: Exception) -> None:
    """The traceback without our own frame, which would only mislead."""
    inner = error.__traceback__.tb_next if error.__traceback__ else None
    traceback.print_exception(type(error), error, inner)
