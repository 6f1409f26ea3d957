"""Loops over lists, tuples and generators: changes meanwhile, leaving early, exceptions."""

def f(l):
    out=[]
    for x in l: out.append(x)
    for a,b in [(1,2),(3,4)]: out.append(a+b)
    for a,b in {1:2,3:4}.items(): out.append((a,b))
    for i,x in enumerate(l): out.append((i,x))
    for x in (1,2,3):
        if x==2: break
    else: out.append("no")
    for x in l:
        if len(l)<10: l.append(x)
        out.append(x)
    def g():
        yield 1
        yield 2
        return 7
    for x in g(): out.append(x)
    out.append([y for x in [[1,2],[3]] for y in x])
    try:
        for x in h(): out.append(x)
    except KeyError as e: out.append(repr(e))
    try:
        for a,b in [(1,2),(3,)]: out.append(a)
    except ValueError as e: out.append(repr(e))
    for x in k(): out.append(x)
    try:
        for x in 5: pass
    except TypeError as e: out.append(repr(e))
    return out
def h():
    yield 5
    raise KeyError(4)
def k():
    for x in [1,2,3]:
        for z in (4,5): yield x*z
        for w in [7,8]: x+=w
        yield x
print(f([1,2,3]))
print(f(["a"]))
