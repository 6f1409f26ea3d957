# SPDX-License-Identifier: Apache-2.0
"""What became native and what did not, for people: `coverage` as a table, `html` as pages."""
