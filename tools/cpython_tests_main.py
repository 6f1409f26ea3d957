# SPDX-License-Identifier: Apache-2.0
"""The program that `tools/cpython_tests.py` builds: runs one of CPython's test modules.

    program RECORD test.test_int

The record is that of corpus_unittest.py. Tests that need a resource (time, disk, network) skip
themselves.
"""

import sys

import test.support
from corpus_unittest import run

if __name__ == "__main__":
    test.support.use_resources = []
    sys.exit(not run(sys.argv[1], ["-v", *sys.argv[2:]]))
