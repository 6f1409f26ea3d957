from importlib import metadata

import syllables

assert [syllables.count(word) for word in ("banana", "tree", "hmm", "")] == [3, 1, 1, 1]
assert metadata.version("poetry-project") == "1.2.3"
(script,) = metadata.entry_points(group="console_scripts", name="syllables")
assert script.load() is syllables.main
print("ok")
