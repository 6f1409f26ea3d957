# SPDX-License-Identifier: Apache-2.0
import pickle

from rpds import HashTrieMap, HashTrieSet, List

m = HashTrieMap({"a": 1, "b": 2})
m2 = m.insert("c", 3).remove("a")
print(sorted(m.items()), sorted(m2.items()), len(m), len(m2))
print("a" in m, "a" in m2, m["a"], m.get("zz"), m.get("zz", 9))
for f in (lambda: m["zz"], lambda: m.remove("zz")):
    try:
        f()
    except KeyError as exc:
        print("KeyError", exc)
print(m == HashTrieMap(a=1, b=2), m == m2, m.discard("nope") == m)
print(sorted(m.update({"z": 26}, b=20).items()), HashTrieMap.convert({"q": 1}))
print(sorted(m.keys()), sorted(m.values()), sorted(map(str, m)))
print(HashTrieMap.fromkeys("x", 5), pickle.loads(pickle.dumps(m)) == m)
print(hash(HashTrieMap({"x": 1})) == hash(HashTrieMap({"x": 1})))
try:
    hash(HashTrieMap({"x": []}))
    print("hashed")
except TypeError as exc:
    print("TypeError:", exc)


class BadHash:
    def __hash__(self):
        raise ZeroDivisionError("bad hash")


try:
    m.insert(BadHash(), 1)
except ZeroDivisionError as exc:
    print("ZeroDivisionError", exc)
s = HashTrieSet({1, 2, 3})
t = HashTrieSet([3, 4])
print(
    sorted(s | t),
    sorted(s & t),
    sorted(s - t),
    sorted(s ^ t),
    s < s.insert(9),
    s == HashTrieSet([1, 2, 3]),
)
print(sorted(s.insert(10).discard(2)), len(s), bool(HashTrieSet()), HashTrieSet([7]))
lst = List([1, 2, 3])
print(lst, lst.push_front(0), lst.drop_first(), lst.first, lst.rest, list(reversed(lst)))
print(
    List() == List(),
    List([1]) == List([2]),
    hash(List((1, 2))) == hash(List((1, 2))),
    pickle.loads(pickle.dumps(lst)),
)
try:
    print(List().first)
except IndexError as exc:
    print("IndexError:", exc)
big = HashTrieMap()
for i in range(5000):
    big = big.insert(i, str(i))
print(len(big), big[4999], sum(1 for _ in big))
