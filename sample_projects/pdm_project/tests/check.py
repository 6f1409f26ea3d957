from importlib import metadata

import rle

assert rle.encode("aaab") == [("a", 3), ("b", 1)]
assert "".join(rle.decode(rle.encode("hello, wwworld"))) == "hello, wwworld"
assert metadata.version("pdm-project") == rle.__version__ == "3.0.1"
print("ok")
