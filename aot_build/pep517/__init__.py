# SPDX-License-Identifier: Apache-2.0
"""The door packagers use: source tree in, wheel with native code out.

`hooks` (what pip calls) → `base` (another backend makes the pure wheel) → `modules` (which files
become units) → the compiler → `wheel` (the native wheel). `config` reads `[tool.aot]`.
"""
