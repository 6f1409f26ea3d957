# SPDX-License-Identifier: Apache-2.0
"""IR to LLVM IR to an object file. Text is generated, then parsed by llvmlite: see emit.py."""
