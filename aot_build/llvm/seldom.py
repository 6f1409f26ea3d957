# SPDX-License-Identifier: Apache-2.0
"""Blocks that run once, or on the way to an exception: small code is worth more there than fast.

    body of a module or class   all that is in no loop
    raise TypeError(…)          what leads nowhere but to an exception
    except KeyError: …          what only an exception leads to, loops in it aside

They call what is written out elsewhere, keep no caches, and lie behind the other blocks.
"""

from __future__ import annotations

from collections import defaultdict

from aot_build.ir import ops as ir
from aot_build.ir.function import Block, Function


def seldom_blocks(fn: Function) -> set[Block]:
    """The blocks of *fn* that are of such a kind."""
    repeated = blocks_in_loops(fn)
    if fn.is_body:
        return set(fn.blocks) - repeated
    reached = _reached(fn)
    after_exceptions = {block for block in fn.blocks if block not in reached | repeated}
    return after_exceptions | _ending_in_exceptions(fn)


def blocks_in_loops(fn: Function) -> set[Block]:
    """The blocks that can run again before the function is left, exceptions aside.

    They are those of strongly connected components, found by Tarjan's algorithm.
    """
    number: dict[Block, int] = {}
    lowest: dict[Block, int] = {}
    found: set[Block] = set()
    path: list[Block] = []
    on_path: set[Block] = set()
    for root in fn.blocks:
        if root in number:
            continue
        todo = [(root, iter(list(root.successors())))]
        while todo:
            block, following = todo[-1]
            if block not in number:
                number[block] = lowest[block] = len(number)
                path.append(block)
                on_path.add(block)
            for other in following:
                if other not in number:
                    todo.append((other, iter(list(other.successors()))))
                    break
                if other in on_path:
                    lowest[block] = min(lowest[block], number[other])
            else:
                todo.pop()
                if todo:
                    before = todo[-1][0]
                    lowest[before] = min(lowest[before], lowest[block])
                if lowest[block] == number[block]:
                    component = _pop_until(path, block)
                    on_path.difference_update(component)
                    if len(component) > 1 or block in block.successors():
                        found.update(component)
    return found


def _pop_until(path: list[Block], block: Block) -> list[Block]:
    component = [path.pop()]
    while component[-1] is not block:
        component.append(path.pop())
    return component


def _reached(fn: Function) -> set[Block]:
    """What runs when nothing raises."""
    todo, found = [fn.entry], set[Block]()
    while todo:
        block = todo.pop()
        if block not in found:
            found.add(block)
            todo += block.successors()
    return found


def _ending_in_exceptions(fn: Function) -> set[Block]:
    """The blocks from which every way ends with an exception."""
    before: defaultdict[Block, list[Block]] = defaultdict(list)
    left: dict[Block, int] = {}
    todo, found = list[Block](), set[Block]()
    for block in fn.blocks:
        following = list(block.successors())
        left[block] = len(following)
        for other in following:
            before[other].append(block)
        if isinstance(block.terminator, (ir.Raise, ir.Reraise)):
            todo.append(block)
    while todo:
        block = todo.pop()
        found.add(block)
        for other in before[block]:
            left[other] -= 1
            if left[other] == 0:
                todo.append(other)
    return found
