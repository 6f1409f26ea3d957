# SPDX-License-Identifier: Apache-2.0
"""Dropping what a program cannot use from the runtime library before it is linked.

A linker drops sections that nothing refers to. But the table of a type's methods refers to every
method, so all of them would be in every program. Here such references hold only on a condition:

    graph.py      the sections of the archive and the references between them, with their conditions
    reach.py      which sections a program reaches, given the names that occur in it
    library.py    the archive without the references that do not hold

What is left to do is the linker's own work.
"""
