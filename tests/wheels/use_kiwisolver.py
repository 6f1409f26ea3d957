# SPDX-License-Identifier: Apache-2.0
"""kiwisolver: C++ classes as types, with operators that make constraints."""

from kiwisolver import Constraint, Solver, UnsatisfiableConstraint, Variable

x, y, z = Variable("x"), Variable("y"), Variable("z")
solver = Solver()
for constraint in (x >= 1, y == 2 * x + 3, (z == x + y) | "strong", (x == 5) | "weak"):
    solver.addConstraint(constraint)
solver.updateVariables()
print([(v.name(), v.value()) for v in (x, y, z)])
solver.addEditVariable(x, "strong")
solver.suggestValue(x, 40)
solver.updateVariables()
print([v.value() for v in (x, y, z)], solver.hasEditVariable(x))
try:
    solver.addConstraint(x <= 0)
    solver.addConstraint(x >= 10)
except UnsatisfiableConstraint as error:
    print(type(error).__name__)
print(type(x + 1).__name__, type(2 * x + y).__name__, isinstance(x >= 1, Constraint))
try:
    x * y
except TypeError as error:
    print(error)
