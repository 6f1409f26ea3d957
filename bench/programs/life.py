# SPDX-License-Identifier: Apache-2.0
"""Conway's game of life: on a list of lists, and on a set of cells."""

SIZE = 24


def step_grid(grid):
    height, width = len(grid), len(grid[0])
    new = []
    for y in range(height):
        row = []
        for x in range(width):
            alive = 0
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    if (dy or dx) and grid[(y + dy) % height][(x + dx) % width]:
                        alive += 1
            row.append(1 if alive == 3 or (alive == 2 and grid[y][x]) else 0)
        new.append(row)
    return new


def step_set(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = (x + dx, y + dy)
                    counts[cell] = counts.get(cell, 0) + 1
    return {cell for cell, n in counts.items() if n == 3 or (n == 2 and cell in cells)}


def run(n):
    grid = [[(x * y + x) % 3 % 2 for x in range(n)] for y in range(n)]
    cells = {(x, y) for y, row in enumerate(grid) for x, alive in enumerate(row) if alive}
    for _ in range(5):
        grid = step_grid(grid)
        cells = step_set(cells)
    return sum(map(sum, grid)), len(cells)
