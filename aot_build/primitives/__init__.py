# SPDX-License-Identifier: Apache-2.0
"""Tables of the C functions that compiled code may call (``runtime/ops_*.c``)."""
