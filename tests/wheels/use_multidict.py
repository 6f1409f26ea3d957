# SPDX-License-Identifier: Apache-2.0
import gc
import pickle

import multidict
from multidict import CIMultiDict, CIMultiDictProxy, MultiDict, MultiDictProxy, istr

print("C extension:", multidict.MultiDict.__module__)
d = MultiDict([("a", 1), ("b", 2), ("a", 3)])
print(d, len(d), d.getall("a"), d.getone("b"), d.get("zz", "dflt"))
d.add("c", 4)
d["a"] = 5
d.extend({"x": 9}, y=8)
print(list(d.items()), list(d.keys()), list(d.values()))
print(d.popone("x"), d.popall("a"), d.pop("nope", None), d.setdefault("q", 7))
try:
    d["missing"]
except KeyError as exc:
    print("KeyError", exc)
ci = CIMultiDict(Content_Type="x")
ci["content-type"] = "text/html"
ci.add("CONTENT-TYPE", "text/plain")
print(
    ci.getall("Content-Type"), "content-TYPE" in ci, istr("Abc") == "Abc", type(istr("x")).__name__
)
print(list(CIMultiDictProxy(ci)))
p = MultiDictProxy(d)
print(p == d, p.copy(), isinstance(p, multidict.MultiMapping))
try:
    p["a"] = 1
except TypeError:
    print("TypeError")
print(d.keys() & {"b", "c", "n"} == {"b", "c"}, d.items().isdisjoint([("b", 2)]))
print(pickle.loads(pickle.dumps(d)) == d, pickle.loads(pickle.dumps(ci)) == ci)
it = iter(d)
d.add("new", 1)
try:
    next(it)
except RuntimeError as exc:
    print("RuntimeError:", exc)


class Sub(MultiDict):
    def __init__(self, *a, tag=None, **k):
        super().__init__(*a, **k)
        self.tag = tag


s = Sub([("k", "v")], tag="t")
s["self"] = s
print(s.tag, len(s), type(s.copy()).__name__)
del s
print(gc.collect() >= 0)
v0 = multidict.getversion(d)
d.clear()
print(multidict.getversion(d) != v0, not d)
big = MultiDict((f"k{i % 100}", i) for i in range(10000))
print(len(big), len(big.getall("k7")), sum(big.values()))
