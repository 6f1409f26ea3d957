"""itertools, collections, functools, operator, heapq and bisect's C parts, and weak references."""

import _bisect
import _collections
import _functools
import _heapq
import _operator
import _weakref
import itertools

print(list(itertools.chain("ab", [1], itertools.repeat("x", 2))))
print(list(itertools.islice(itertools.count(3, 4), 2, 9, 3)))
print([(key, list(group)) for key, group in itertools.groupby("aabbba")])
print(list(itertools.product("ab", [1, 2])), list(itertools.permutations("abc", 2)))
print(list(itertools.combinations("abcd", 2)), list(itertools.accumulate([1, 2, 3, 4])))
first, second = itertools.tee(iter("tea"))
print(list(first), list(second), list(itertools.zip_longest("ab", "c", fillvalue=0)))
print(list(itertools.compress("abcd", [1, 0, 1, 0])), list(itertools.pairwise("abc")))
print([next(cycle) for cycle in [itertools.cycle("ab")] for _ in range(5)])

queue = _collections.deque("abc", maxlen=4)
queue.append("d")
queue.appendleft("z")
queue.rotate(1)
print(queue, queue.index("b"), queue[1], len(queue), list(reversed(queue)))
try:
    for item in queue:
        queue.pop()
except RuntimeError as error:
    print(error)
groups = _collections.defaultdict(list)
for word in "one two three four".split():
    groups[len(word)].append(word)
print(groups, groups | {9: []})

power = _functools.partial(pow, 2)
print(power(5), power.func, power.args, _functools.partial(power, 3)())
print(_functools.reduce(lambda a, b: a * 10 + b, [1, 2, 3], 4))
print(sorted([3, 1, 2], key=_functools.cmp_to_key(lambda a, b: b - a)))
calls = []


def square(n):
    calls.append(n)
    return n * n


cached = _functools._lru_cache_wrapper(square, 2, False, tuple.__class__ and (lambda *a: a))
print([cached(n) for n in [1, 2, 1, 3, 2, 2]], calls, cached.cache_info())

print(_operator.itemgetter(1, 0)("ab"), _operator.attrgetter("real")(5))
print(
    _operator.methodcaller("split", "-")("a-b"), _operator.add(1, 2), _operator.contains("ab", "b")
)

heap = []
for n in [5, 1, 4, 2, 3]:
    _heapq.heappush(heap, n)
print([_heapq.heappop(heap) for _ in range(5)])
print(_bisect.bisect_left([1, 3, 3, 5], 3), _bisect.bisect_right([1, 3, 3, 5], 3))


class Node:
    pass


node = Node()
reference = _weakref.ref(node, lambda ref: print("gone", ref() is None))
print(reference() is node, _weakref.getweakrefcount(node))
proxy = _weakref.proxy(node)
proxy.name = "n"
print(node.name)
del node
print(reference())
try:
    print(proxy.name)
except ReferenceError as error:
    print(error)
