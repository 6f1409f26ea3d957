"""Backtracking, dynamic programming, graphs, heaps: queens, sudoku, knapsack, Dijkstra, life."""
import collections
import heapq


def queens(n):
    solutions = []

    def place(row, columns, left, right, board):
        if row == n:
            solutions.append(board[:])
            return
        for c in range(n):
            if c in columns or row + c in left or row - c in right:
                continue
            place(row + 1, columns | {c}, left | {row + c}, right | {row - c}, board + [c])

    place(0, frozenset(), frozenset(), frozenset(), [])
    return len(solutions), solutions[0] if solutions else None


def queens_bits(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    count = 0
    free = ~(columns | left | right) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        count += queens_bits(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


def sudoku(grid):
    best = None
    for r in range(9):
        for c in range(9):
            if grid[r][c] == 0:
                used = {grid[r][k] for k in range(9)} | {grid[k][c] for k in range(9)}
                used |= {grid[i][j] for i in range(r // 3 * 3, r // 3 * 3 + 3) for j in range(c // 3 * 3, c // 3 * 3 + 3)}
                options = [d for d in range(1, 10) if d not in used]
                if best is None or len(options) < len(best[2]):
                    best = r, c, options
    if best is None:
        return True
    r, c, options = best
    for digit in options:
        grid[r][c] = digit
        if sudoku(grid):
            return True
    grid[r][c] = 0
    return False


def knapsack(items, capacity):
    best = [0] * (capacity + 1)
    for weight, value in items:
        for c in range(capacity, weight - 1, -1):
            best[c] = max(best[c], best[c - weight] + value)
    return best[capacity]


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            table[i + 1][j + 1] = table[i][j] + 1 if a[i] == b[j] else max(table[i][j + 1], table[i + 1][j])
    out, i, j = [], len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1])
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(out))


def dijkstra(graph, start):
    distance, heap = {start: 0}, [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        if d > distance[node]:
            continue
        for neighbour, weight in graph.get(node, {}).items():
            new = d + weight
            if new < distance.get(neighbour, float("inf")):
                distance[neighbour] = new
                heapq.heappush(heap, (new, neighbour))
    return distance


def topological(graph):
    state, order = {}, []

    def visit(node, path):
        if state.get(node) == "done":
            return
        if node in path:
            raise ValueError("cycle " + "->".join(path[path.index(node):] + [node]))
        for other in graph.get(node, ()):
            visit(other, path + [node])
        state[node] = "done"
        order.append(node)

    for node in graph:
        visit(node, [])
    return order


def breadth_first(maze):
    rows = maze.split()
    start = next((r, row.index("S")) for r, row in enumerate(rows) if "S" in row)
    queue, seen = collections.deque([(start, 0)]), {start}
    while queue:
        (r, c), steps = queue.popleft()
        if rows[r][c] == "E":
            return steps
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            p = r + dr, c + dc
            if 0 <= p[0] < len(rows) and 0 <= p[1] < len(rows[0]) and rows[p[0]][p[1]] != "#" and p not in seen:
                seen.add(p)
                queue.append((p, steps + 1))
    return None


def life(cells, steps):
    for _ in range(steps):
        counts = collections.Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
        cells = {cell for cell, n in counts.items() if n == 3 or (n == 2 and cell in cells)}
    return sorted(cells)


def union_find(n, pairs):
    parent = list(range(n))

    def find(x):
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in pairs:
        parent[find(a)] = find(b)
    return len({find(i) for i in range(n)})


def roman(n):
    out = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                           (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, n = divmod(n, value)
        out += letters * count
    return out


def main():
    print([queens(n) for n in range(1, 7)], [queens_bits(n) for n in range(1, 9)])
    grid = [[int(c) for c in row] for row in
            "530070000 600195000 098000060 800060003 400803001 700020006 060000280 000419005 000080079".split()]
    print(sudoku(grid), *("".join(map(str, row)) for row in grid))
    print(knapsack([(12, 4), (2, 2), (1, 1), (1, 2), (4, 10)], 15), edit_distance("kitten", "sitting"), common_subsequence("AGGTAB", "GXTXAYB"))
    print(dijkstra({"a": {"b": 7, "c": 3}, "c": {"b": 1, "d": 8.5}, "b": {"d": 2}}, "a"), topological({"a": ["b", "c"], "b": ["c"], "c": []}))
    try:
        topological({"a": ["b"], "b": ["a"]})
    except ValueError as error:
        print(error)
    print(breadth_first("S.#. ..#. .... ##.E"), breadth_first("S# #E"), life({(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}, 8))
    print(union_find(10, [(0, 1), (2, 3), (1, 3), (8, 9)]), [roman(n) for n in (1, 4, 1999, 2024, 3888)])


if __name__ == "__main__":
    main()
