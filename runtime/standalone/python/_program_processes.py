# SPDX-License-Identifier: Apache-2.0
"""Processes that multiprocessing starts; it belongs to programs that import multiprocessing.spawn.

They run a text that calls a function of multiprocessing (`../processes.c`). A spawned process then
wants to run the program's script once more, as a module that is not `__main__`.
"""

import runpy
import sys
import types
from multiprocessing import spawn

# What the texts call, each in a module of its own. They are named so that programs keep them, and
# not imported, so that each process has the modules that it has under CPython.
_CALLED = ("main", "spawn_main")


class _Runner:
    """What multiprocessing.spawn takes from runpy, but scripts are not read from files."""

    run_module = staticmethod(runpy.run_module)

    @staticmethod
    def run_path(path, run_name):
        """The names that the program's own script gives itself; it is nowhere in the system."""
        module = types.ModuleType(run_name)
        names = module.__dict__
        names.update(__file__=__loader__.get_filename("__main__"), __cached__=None, __package__="")
        sys.modules[run_name] = module
        exec(__loader__.get_code("__main__"), names)
        return names


def find(text):
    """The code of the process that is called by this text."""
    spawn.runpy = _Runner
    return compile(text, "<string>", "exec")
