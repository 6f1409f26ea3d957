from importlib import metadata

import caesar

assert caesar.rotate("Hello, World!") == "Uryyb, Jbeyq!"
assert caesar.rotate(caesar.rotate("ünïcode stays", 5), -5) == "ünïcode stays"
assert metadata.version("hatchling-project") == caesar.__version__ == "4.5.6"
print("ok")
