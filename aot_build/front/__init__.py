# SPDX-License-Identifier: Apache-2.0
"""The first room: text to tree, with every name resolved and tied to CPython's own code objects."""
