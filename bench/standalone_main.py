# SPDX-License-Identifier: Apache-2.0
"""The main program of a standalone benchmark: what worker.py does, for one program inside it.

    main SIZE REPEAT  ->  ([seconds, ...], repr of the result)

standalone.py puts the name of a program in place of `program`.
"""

import sys
import time

import program

size, repeat = int(sys.argv[1]), int(sys.argv[2])
result = program.run(size)
seconds = []
for _ in range(repeat):
    started = time.process_time()
    program.run(size)
    seconds.append(time.process_time() - started)
print((seconds, repr(result)))
