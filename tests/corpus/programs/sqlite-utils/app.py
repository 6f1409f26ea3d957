"""Calls of sqlite-utils, one after the other, on one data base."""

import shlex
import sys

from sqlite_utils.cli import cli

CALLS = """
insert data.db people people.csv --csv --pk id
insert data.db people more.json --alter --pk id
tables data.db --counts --columns
schema data.db
query data.db "select name, height from people where height > :h" -p h 1.62 --table
rows data.db people --fmt github
rows data.db people --nl --limit 2
enable-fts data.db people name --create-triggers
search data.db people Grace
transform data.db people --rename born birthday --drop deep
schema data.db people
create-index data.db people name -- -height
indexes data.db --fmt rst
memory people.csv "select count(*), avg(height) from people"
query data.db "selekt 1"
rows data.db nowhere
convert data.db people name "value.upper() if value else value"
rows data.db people -c id -c name --csv
"""

for call in CALLS.strip().splitlines():
    print("$", call, flush=True)
    try:
        cli(shlex.split(call), prog_name="sqlite-utils")
    except SystemExit as error:
        print("status", error.code, flush=True)
sys.exit(5)
