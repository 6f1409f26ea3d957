# SPDX-License-Identifier: Apache-2.0
"""Objects kept in files: shelve, and dbm, which imports the module for a file by its name."""

import dbm
import os
import shelve
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "kept")
    with shelve.open(path) as shelf:
        shelf["numbers"] = [1, 2.5, 3 + 4j]
        shelf["nested"] = {"a": {"b": None}}
    with shelve.open(path, flag="r") as shelf:
        print(sorted(shelf.items()), "numbers" in shelf, len(shelf))
    with shelve.open(path, writeback=True) as shelf:
        shelf["numbers"].append("more")
        del shelf["nested"]
    with shelve.open(path) as shelf:
        print(dict(shelf))
    try:
        shelve.open(os.path.join(folder, "nothing"), flag="r")
    except dbm.error as error:
        print(type(error).__mro__[1].__name__, "db" in str(error))

    plain = os.path.join(folder, "plain")
    with dbm.open(plain, "c") as database:
        database["key"] = b"value"
        database[b"\xff"] = "é"
    print(dbm.whichdb(plain) in ("dbm.dumb", "dbm.gnu", "dbm.ndbm"))
    with dbm.open(plain, "r") as database:
        print(sorted((key, database[key]) for key in database.keys()))
