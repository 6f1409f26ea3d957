"""Installed with `pip install -e`: an edit must be seen by the next interpreter."""

import subprocess
import sys
from pathlib import Path

import greeter.words

SOURCE = Path(greeter.words.__file__)
assert SOURCE.name == "words.py", SOURCE


def greet_anew():
    program = "import greeter; print(greeter.greet('you'))"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


before = SOURCE.read_text()
assert greet_anew() == "Hello, you!\n"
SOURCE.write_text(before.replace("Hello", "Howdy"))  # same length: its size tells nothing
try:
    assert greet_anew() == "Howdy, you!\n"
finally:
    SOURCE.write_text(before)
assert greet_anew() == "Hello, you!\n"
print("ok")
