# Needs Python 3.11 or newer, make and a package registry; everything else is set up on demand
# in .venv/ and build/. The work is done by tools/*.py, which say more with --help.
PYTHON ?= python3
IN_VENV = $(PYTHON) tools/venvs.py run

.PHONY: help test lint demo corpus corpus-more standalone peer-tests cpython-tests cpython-tests-ext programs bench \
	bench-import bench-standalone bench-pyperformance bench-startup bench-memory bench-size asan leaks stress fuzz \
	wheel wheels clean native-share stdlib

help:  ## this list
	@sed -n 's/^\([a-z-]*\): *## /\1\t/p' $(MAKEFILE_LIST) | expand -t 18

test:  ## everything CI checks
	$(PYTHON) tools/check.py

lint:  ## style and types only
	$(PYTHON) tools/check.py lint format types

demo:  ## a sample and a PyPI package as native code, beside CPython
	$(IN_VENV) tools/demo.py

corpus:  ## other people's packages and their own tests; ARGS="--only h11 --python 3.12"
	$(PYTHON) tools/corpus.py $(ARGS)

corpus-more:  ## a broader, quicker list of packages; ARGS as for corpus
	$(PYTHON) tools/corpus.py --list tests/corpus/more_packages.toml $(ARGS)

native-share:  ## what is native of the standard library, its tests and the corpus; ARGS="--python 3.12"
	$(IN_VENV) tools/native_share.py $(ARGS)

stdlib:  ## the standard library compiled, and CPython over it; ARGS="--python 3.12 --tier compile"
	$(IN_VENV) tools/stdlib.py $(ARGS)

standalone:  ## all programs of tests/programs without CPython; ARGS="--python 3.12 --tier bytecode"
	$(IN_VENV) tools/standalone.py $(ARGS)

cpython-tests:  ## CPython's own tests of the language in a standalone program; ARGS="--only test_int"
	$(IN_VENV) tools/cpython_tests.py $(ARGS)

cpython-tests-ext:  ## CPython's own tests, compiled to extensions; ARGS="--only test_int --python 3.13"
	$(IN_VENV) tools/cpython_tests_ext.py $(ARGS)

peer-tests:  ## the run tests of mypyc and Cython, as programs; ARGS="--only cython.posonly --python 3.12"
	$(IN_VENV) tools/peer_tests.py $(ARGS)

programs:  ## command-line programs from PyPI without CPython; ARGS="--only isort --python 3.12"
	$(IN_VENV) tools/programs.py $(ARGS)

bench:  ## speed beside CPython; ARGS="--only fib"
	$(IN_VENV) bench/run.py $(ARGS)

bench-import:  ## imports of compiled packages beside CPython; ARGS="--instructions"
	$(IN_VENV) bench/import_time.py $(ARGS)

bench-standalone:  ## programs without CPython beside extensions and CPython; ARGS="--static"
	$(IN_VENV) bench/standalone.py $(ARGS)

bench-pyperformance:  ## the benchmarks of pyperformance beside CPython; ARGS="--standalone"
	$(IN_VENV) bench/pyperformance.py $(ARGS)

bench-startup:  ## how long hello takes, beside C and CPython; ARGS="--instructions"
	$(IN_VENV) bench/startup.py $(ARGS)

bench-memory:  ## peak memory of standalone programs beside CPython's; ARGS="--only fib"
	$(IN_VENV) bench/memory.py $(ARGS)

bench-size:  ## sizes of standalone programs
	$(IN_VENV) bench/size.py $(ARGS)

asan:  ## programs under ASan and UBSan; ARGS="--package h11"
	$(IN_VENV) tools/sanitize.py $(ARGS)

leaks:  ## repeated calls and failing allocations keep nothing; ARGS="micro"
	$(IN_VENV) tools/leaks.py $(ARGS)

stress:  ## standalone programs when memory fails; ARGS="--only text/slicing --kinds once"
	$(IN_VENV) tools/stress.py $(ARGS)

wheels:  ## standalone programs with other people's binary wheels; ARGS="--only numpy_basic"
	$(IN_VENV) tools/wheels.py $(ARGS)

fuzz:  ## random programs against CPython, without end; ARGS="--kinds numbers"
	$(IN_VENV) tools/fuzz.py $(ARGS)

wheel:  ## aot_build's own wheel, into dist/
	$(IN_VENV) -m build --wheel

clean:  ## remove all that was made
	rm -rf .venv build dist
