import subprocess
import sys
from importlib import metadata, resources

import wordcount
import wordcount.legacy

TEXT = "The cat and the dog. A cat!"

assert wordcount.count_words(TEXT) == {"cat": 2, "dog": 1}
assert wordcount.legacy.count(TEXT) == 7
assert wordcount.legacy.__spec__.origin.endswith(".py")
files = {path.name for path in resources.files("wordcount").iterdir()}
assert {"py.typed", "counting.pyi", "data"} <= files, files

(counter,) = metadata.entry_points(group="wordcount.counters")
assert counter.load() is wordcount.count_words
(script,) = metadata.entry_points(group="console_scripts", name="wordcount")
assert script.value == "wordcount.cli:main"
assert metadata.metadata("src-cli")["Summary"] == "Counts words"
assert any(path.name == "LICENSE.txt" for path in metadata.files("src-cli"))

command = [sys.executable, "-m", "wordcount", "--top", "1"]
done = subprocess.run(command, input=TEXT, capture_output=True, text=True, check=True)
assert done.stdout == "    2 cat\n", done.stdout
print("ok")
