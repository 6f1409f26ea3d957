# SPDX-License-Identifier: Apache-2.0
"""Type inference without annotations: what can each local variable and expression be?"""
