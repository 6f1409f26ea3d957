# SPDX-License-Identifier: Apache-2.0
"""The room `link`: objects and the support code of `runtime/` -> one shared library.

targets        what is known about each platform, one row each
toolchain      the compiler and linker to use: the system's, or zig
objects        `runtime/` compiled once per Python, platform and content
generated      the objects every library needs that are only data and two instructions
linker         objects -> extension module
platform_tag   extension module -> manylinux_2_17_x86_64
"""
