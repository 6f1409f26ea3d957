# SPDX-License-Identifier: Apache-2.0
"""Shortest paths in a grid-like graph kept in dicts of dicts, with heapq."""

from heapq import heappop, heappush

SIZE = 26


def make_graph(n):
    graph = {}
    for x in range(n):
        for y in range(n):
            edges = graph.setdefault((x, y), {})
            for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
                other = (x + dx, y + dy)
                if 0 <= other[0] < n and 0 <= other[1] < n:
                    edges[other] = 1 + (x * 7 + y * 13 + dx * 3 + dy * 5) % 10
    return graph


def shortest_paths(graph, start):
    distances = {start: 0}
    previous = {}
    done = set()
    heap = [(0, start)]
    while heap:
        distance, node = heappop(heap)
        if node in done:
            continue
        done.add(node)
        for neighbour, weight in graph[node].items():
            if neighbour in done:
                continue
            candidate = distance + weight
            if candidate < distances.get(neighbour, float("inf")):
                distances[neighbour] = candidate
                previous[neighbour] = node
                heappush(heap, (candidate, neighbour))
    return distances, previous


def path_to(previous, node):
    path = [node]
    while node in previous:
        node = previous[node]
        path.append(node)
    path.reverse()
    return path


def run(n):
    graph = make_graph(n)
    total = 0
    for corner in ((0, 0), (n - 1, 0), (n // 2, n // 2)):
        distances, previous = shortest_paths(graph, corner)
        total += sum(distances.values())
        total += len(path_to(previous, (n - 1, n - 1)))
    return total
