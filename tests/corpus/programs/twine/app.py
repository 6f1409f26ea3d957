"""Makes distributions and has twine check them."""

import io
import sys
import tarfile
import zipfile

from twine.__main__ import main

METADATA = """\
Metadata-Version: 2.1
Name: thing
Version: 1.0
Summary: A thing
Description-Content-Type: {kind}

{text}"""


def make_wheel(file, kind, text):
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("thing-1.0.dist-info/METADATA", METADATA.format(kind=kind, text=text))
        archive.writestr("thing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        archive.writestr("thing-1.0.dist-info/RECORD", "")


def make_sdist(file, kind, text):
    data = METADATA.format(kind=kind, text=text).encode()
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo("thing-1.0/PKG-INFO")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))


make_wheel("thing-1.0-py3-none-any.whl", "text/markdown", "# Thing\n\n| a | b |\n|---|---|\n| 1 | <script>2</script> |\n")
make_wheel("thing-1.0-py2-none-any.whl", "text/x-rst", "Thing\n===\n\n.. code:: python\n\n    def f(): pass\n\n:nope:`x`\n")
make_sdist("thing-1.0.tar.gz", "text/x-rst", "Thing\n=====\n\n* one\n* `two <http://example.com>`_\n")
with open("junk.whl", "wb") as file:
    file.write(b"no archive")
sys.exit(main())
