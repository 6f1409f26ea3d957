import sys
import tempfile
from pathlib import Path

import acme
from acme.shapes import Square
from acme.units import metres

assert Square("3 km").area() == 9e6
assert metres("50 cm") == 0.5
assert getattr(acme, "__file__", None) is None, "a namespace package has no file"

# Another distribution adds to the namespace.
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "acme").mkdir()
    Path(folder, "acme", "extra.py").write_text("value = 7\n")
    sys.path.append(folder)
    import acme.extra

    assert acme.extra.value == 7
print("ok")
