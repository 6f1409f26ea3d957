# SPDX-License-Identifier: Apache-2.0
"""The core of importlib under the name that CPython has it frozen as.

importlib asks for this module first, and sets its core up itself only when there is none.
"""

import sys

if "importlib" in sys.modules:
    import _imp
    from importlib import _bootstrap

    _bootstrap._setup(sys, _imp)
    sys.modules[__name__] = _bootstrap
else:
    del sys.modules[__name__]  # importlib imports this once more
    import importlib  # noqa: F401
