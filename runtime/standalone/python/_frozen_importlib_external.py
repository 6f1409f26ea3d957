# SPDX-License-Identifier: Apache-2.0
"""The finders and loaders of importlib for files under the name that CPython has them frozen as."""

import sys

if "importlib" in sys.modules:
    from importlib import _bootstrap, _bootstrap_external

    _bootstrap_external._set_bootstrap_module(_bootstrap)
    _bootstrap._bootstrap_external = _bootstrap_external
    sys.modules[__name__] = _bootstrap_external
else:
    del sys.modules[__name__]  # importlib imports this once more
    import importlib  # noqa: F401
