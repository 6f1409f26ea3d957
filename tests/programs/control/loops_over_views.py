"""Loops over the views of a dict: changes meanwhile, other kinds of dicts, other targets."""

def f():
    d = {i: str(i) for i in range(5)}
    out = []
    for k, v in d.items(): out.append((k, v))
    try:
        for k, v in d.items(): d[k + 100] = 1
    except RuntimeError as e: out.append(str(e))
    d = {1: 2, 3: 4}
    try:
        for k, v in d.items():
            del d[k]; d[k + 10] = 5
            out.append((k, v))
            if len(out) > 50: break
    except RuntimeError as e: out.append(str(e))
    for k, v in {}.items(): out.append(k)
    for k, (a, b) in {1: (2, 3)}.items(): out.append((k, a, b))
    class C: pass
    c = C(); c.x = 1; c.y = 2
    for k, v in vars(c).items(): out.append((k, v))
    for k, v in reversed({1: 2, 3: 4}.items()): out.append((k, v))
    it = iter({1: 2, 3: 4}.items())
    for k, v in it: break
    out.append(list(it))
    it = iter({1: 2, 3: 4, 5: 6}.items())
    for k, v in it: break
    out.append(it.__length_hint__())
    for k, v in it: out.append(k)
    out.append(it.__length_hint__())
    for k, v in it: out.append(k)
    try:
        for a, b, c in {1: 2}.items(): pass
    except ValueError as e: out.append(str(e))
    d = {1: 2, 3: 4}
    for k, v in d.items(): d[k] = v + 1
    out.append({v: k for k, v in d.items()})
    out.append([k + v for k, v in d.items() if v])
    import collections
    for k, v in collections.OrderedDict(a=1).items(): out.append((k, v))
    for k, v in collections.defaultdict(int, a=1).items(): out.append((k, v))
    return out
print(f())
