# SPDX-License-Identifier: Apache-2.0
"""Compiled packages in interpreters other than the main one: bytecode, but all of it works."""

import pytest

INTERPRETERS = """
import gc, sys, threading
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

def create(isolated):
    if sys.version_info >= (3, 13):
        return interpreters.create("isolated" if isolated else "legacy")
    return interpreters.create(isolated=isolated)

CODE = '''
import gc, importlib, sys
sys.stdout = None
import tally, toolbox.shapes.circle, toolbox.shapes as shapes
assert tally.__spec__.origin.endswith((".so", ".pyd"))
assert tally.tally("a b a").pairs == [("a", 2), ("b", 1)]
assert shapes.area("circle", 2) == 12
importlib.reload(tally)
del sys.modules["tally"]
import tally as again
assert again.tally("a").pairs == [("a", 1)]
again.self = again
del again, tally, shapes
gc.collect()
'''

def run(isolated, keep=False):
    made = create(isolated)
    problem = interpreters.run_string(made, CODE)
    assert problem is None, problem.formatted
    if not keep:
        interpreters.destroy(made)

def run_main():
    import tally, toolbox.shapes
    assert tally.tally("a b a").pairs == [("a", 2), ("b", 1)]
    assert toolbox.shapes.area("circle", 2) == 12
"""
ORDERS = {
    "main_first": "run_main(); run(KIND); run(KIND); run_main()",
    "main_last": "run(KIND); run(KIND); gc.collect(); run_main()",
    "never_in_main": "run(KIND); run(KIND)",
    "left_to_the_end": "run(KIND, keep=True); run_main(); run(KIND, keep=True)",
    "in_threads": """
run_main()
threads = [threading.Thread(target=run, args=(KIND,)) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
}


# CPython 3.12.1 and 3.13.0 themselves crash when an interpreter with a GIL of its own comes first,
# and under the debugging allocator.
ISOLATED = [("main_first", True)]


@pytest.mark.parametrize(("order", "isolated"), [*((order, False) for order in ORDERS), *ISOLATED])
def test_interpreters(forms, order, isolated):
    script = INTERPRETERS + ORDERS[order].replace("KIND", str(isolated))
    variables = {} if isolated else {"PYTHONMALLOC": "debug"}
    done = forms.run(forms.native, "-X", "faulthandler", "-c", script, **variables)
    assert (done.returncode, done.stderr) == (0, "")
