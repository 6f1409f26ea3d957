# SPDX-License-Identifier: Apache-2.0
"""What `tools/cpython_tests_ext.py` runs, by CPython: one test module, compiled or not.

    python cpython_tests_ext_main.py RECORD ORIGINS test.test_int

The record is that of corpus_unittest.py; ORIGINS becomes a JSON of the modules that were loaded in
the end and where each came from. Tests that need a resource (time, disk, network) skip themselves.
"""

import atexit
import json
import os
import sys

import test.support
from corpus_unittest import run


def write_origins(file: str, process: int) -> None:
    """Say where the modules came from; not in a child that was forked."""
    if os.getpid() != process:
        return
    origins = {
        name: getattr(getattr(module, "__spec__", None), "origin", None)
        for name, module in [*sys.modules.items()]
    }
    with open(file, "w", encoding="utf-8") as stream:
        json.dump(origins, stream, indent=1, sort_keys=True)


if __name__ == "__main__":
    atexit.register(write_origins, os.path.abspath(sys.argv[2]), os.getpid())
    test.support.use_resources = []
    sys.exit(not run(sys.argv[1], ["-v", *sys.argv[3:]]))
