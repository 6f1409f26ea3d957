# SPDX-License-Identifier: Apache-2.0
"""A stack machine with annotations: lists of ints, comparisons of small ints, attributes."""

SIZE = 6_000

PUSH, ADD, SUB, LOAD, STORE, JUMP_IF, HALT = range(7)


class Machine:
    def __init__(self, code: list[int], cells: int) -> None:
        self.code = code
        self.stack: list[int] = []
        self.memory: list[int] = [0] * cells
        self.position = 0
        self.steps = 0

    def fetch(self) -> int:
        value = self.code[self.position]
        self.position += 1
        return value

    def step(self) -> bool:
        self.steps += 1
        op = self.fetch()
        stack = self.stack
        if op == PUSH:
            stack.append(self.fetch())
        elif op == LOAD:
            stack.append(self.memory[self.fetch()])
        elif op == STORE:
            self.memory[self.fetch()] = stack.pop()
        elif op == ADD:
            right = stack.pop()
            stack[-1] += right
        elif op == SUB:
            right = stack.pop()
            stack[-1] -= right
        elif op == JUMP_IF:
            target = self.fetch()
            if stack.pop() > 0:
                self.position = target
        else:
            return False
        return True


def run(n: int) -> int:
    loop = [LOAD, 1, LOAD, 0, ADD, STORE, 1, LOAD, 0, PUSH, 1, SUB, STORE, 0, LOAD, 0]
    machine = Machine([PUSH, n, STORE, 0, *loop, JUMP_IF, 4, HALT], 2)
    while machine.step():
        pass
    return machine.memory[1] + machine.steps
