# SPDX-License-Identifier: Apache-2.0
"""zipimport, imported before importlib: modules and data out of an archive."""

import zipimport  # isort: skip
import importlib
import importlib.util
import sys
import tempfile
import zipfile
from pathlib import Path


def load(importer, name):
    module = importlib.util.module_from_spec(importer.find_spec(name))
    importer.exec_module(module)
    return module


def main():
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "modules.zip")
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("inside.py", "value = 6 * 7\n")
            file.writestr("pkg/__init__.py", "name = __name__\n")
            file.writestr("pkg/words.txt", "some words")
        importer = zipimport.zipimporter(str(archive))
        print(load(importer, "inside").value, importer.get_source("inside"))
        print(load(importer, "pkg").name, importer.is_package("pkg"), importer.find_spec("other"))
        print(importer.get_data(str(archive / "pkg" / "words.txt")))
    for wrong in (folder, "/nonexistent.zip"):
        try:
            zipimport.zipimporter(wrong)
        except ImportError as error:
            print(type(error).__name__, str(error).startswith("not a Zip file"))
    print(importlib.import_module("json").dumps([1]), importlib.util.find_spec("json").name)
    print(sys.modules["_frozen_importlib_external"] is importlib._bootstrap_external)
    print(sys.modules["_frozen_importlib"] is importlib._bootstrap)


if __name__ == "__main__":
    main()
