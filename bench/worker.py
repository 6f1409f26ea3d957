# SPDX-License-Identifier: Apache-2.0
"""One process of a measurement: import a program and time its `run`.

    python worker.py FOLDER PROGRAM SIZE REPEAT  ->  {"seconds": [...], "result": ..., "origin": …}

Imports nothing that the program does not, before the program.
"""

from __future__ import annotations

import importlib
import json
import sys
import time


def main(folder: str, program: str, size: int, repeat: int) -> None:
    """Time *repeat* runs, after one that warms up caches and the interpreter's specialisations."""
    sys.path.insert(0, folder)
    module = importlib.import_module(program)
    result = module.run(size)
    seconds = []
    for _ in range(repeat):
        started = time.process_time()
        module.run(size)
        seconds.append(time.process_time() - started)
    origin = module.__spec__.origin if module.__spec__ else None
    print(json.dumps({"seconds": seconds, "result": repr(result), "origin": origin}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
