import sys
def t(f, *a, **k):
    try:
        r = f(*a, **k)
        print(getattr(f, '__name__', '?'), r if isinstance(r, str) else repr(r))
    except BaseException as e:
        print(getattr(f, '__name__', '?'), type(e).__name__, e)
t(compile, 'x', 'f', 3); t(compile, 'x', 'f', 'a\0b'); t(compile, 'x', 'f', 'exec', 'a'); t(compile, 'x', 'f', 'exec', 0, 0, 0, 0); t(compile, 'x', 'f', 'func_type')

for v in [1e308, -0.0, 1e16, 3.14, float('inf'), float('nan')]:
    print(v, repr(v), round(v, 1) if v == v else '', abs(v), hash(v) if v == v else '')
print(sum([0.1] * 10), sum([1e100, 1.0, -1e100]), sum([1, 2.5, 1 << 70, 3]), sum([0.1, 0.2, 0.3, 'x'][:3]), sum([-0.0, -0.0], start=-0.0), sum([float('inf'), 1.0]), sum([1e308, 1e308, -1e308]))
class R:
    def __round__(self, n=None): return ('r', n)
    def __abs__(self): return 'a'
    def __divmod__(self, o): return 'd'
    def __pow__(self, o, m=None): return ('p', o, m)
    def __dir__(self): return ['z', 'a']
    def __format__(self, s): return 'F' + s
    def __hash__(self): return 1 << 70
    def __len__(self): return 1 << 65
    def __reversed__(self): return [1]
t(round, R()); t(round, R(), 2); t(round, R(), None); t(abs, R()); t(divmod, R(), 1); t(pow, R(), 1); t(pow, R(), 1, 2); t(dir, R()); t(format, R(), 'x'); t(hash, R()); t(len, R()); t(reversed, R())
class G:
    def __getattr__(self, n):
        if n == 'bad': raise ValueError('bad')
        raise AttributeError(n)
t(hasattr, G(), 'x'); t(hasattr, G(), 'bad'); t(getattr, G(), 'x', 3); t(getattr, G(), 'bad', 3); t(getattr, G(), 'y')
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration('v')
        return self.n
t(list, It()); t(sum, It()); t(max, It()); t(sorted, It(), reverse=1); t(any, It()); t(all, It())
i = It(); print(next(i), next(i), next(i), next(i, 'd'))
t(next, i)
class Bad:
    def __iter__(self): return 3
t(iter, Bad()); t(max, Bad())
class Boom(It):
    def __next__(self): raise ZeroDivisionError('boom')
t(sum, Boom()); t(any, Boom()); t(min, Boom()); t(next, Boom(), 4); t(sorted, Boom())
class Cmp:
    def __init__(self, v): self.v = v
    def __lt__(self, o): raise RuntimeError('lt')
    def __gt__(self, o): raise RuntimeError('gt')
t(min, Cmp(1), Cmp(2)); t(max, [Cmp(1), Cmp(2)])
async def agen():
    yield 1
    yield 2
def drive(c):
    try:
        while True: c.send(None)
    except StopIteration as e: return e.value
async def use():
    g = agen(); r = []
    r.append(await anext(g)); r.append(await anext(g, 9)); r.append(await anext(g, 9))
    try: await anext(g)
    except StopAsyncIteration: r.append('end')
    async for x in aiter(agen()): r.append(x)
    return r
print(drive(use()))
t(lambda: type(anext(agen(), 3)).__name__)
print([type(x).__name__ for x in (len, open if 'open' in dir() else len, int.__add__)])
exec(compile.__code__ if hasattr(compile, '__code__') else (lambda: 1).__code__)
print(eval((lambda: x_).__code__, {'x_': 5}), eval((lambda: x_).__code__, {'x_': 5}, {'x_': 6}))
def f(a, b=2, *c, d, **e): pass
t(f); t(f, 1, 2, 3, d=4, z=5); t(f, x=3)
t(vars, f); t(breakpoint, 1) if 0 else None
print(hash('a') == hash('a'), id(f) == id(f), callable(f), callable(3), repr(print), repr(f)[:12])
t(ascii, 'hé\u1234\U00012345'); t(bin, -5); t(oct, -8); t(hex, 1 << 100); t(ord, bytearray(b'x')); t(sum, [bytearray(b'x')], bytearray())
t(isinstance, 3, (int, (str, list))); t(isinstance, [], list[int]); t(issubclass, int, (str, object)); t(isinstance, 3, int | None)
t(type, 3); t(super)
t(list, zip([1], [1, 2], strict=True)); t(list, map(lambda a, b: a + b, [1, 2], [3, 4])); t(list, filter(None, [0, 1, 2])); t(list, enumerate('ab', 5)); t(list, reversed([1, 2])); t(list, range(5, 0, -2))
