# SPDX-License-Identifier: Apache-2.0
"""The intermediate representation: typed SSA values in blocks, Python locals in slots.

See docs/ir.md. This package imports no other room.
"""
