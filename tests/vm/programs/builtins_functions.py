def t(f, *a, **k):
    try:
        print(getattr(f, '__name__', '?'), repr(f(*a, **k)))
    except BaseException as e:
        print(getattr(f, '__name__', '?'), type(e).__name__, e)
t(abs, -3); t(abs, 'x'); t(abs); t(all, [1, 2]); t(all, [0]); t(any, []); t(any, [0, 3]); t(any, 3)
t(ascii, 'hé'); t(bin, 10); t(hex, 255); t(oct, 8); t(hex, 1.5); t(callable, len); t(callable, 3)
t(chr, 97); t(chr, -1); t(chr, 0x110000); t(chr, 'a'); t(chr, 1 << 40); t(chr, 1<<80)
t(ord, 'a'); t(ord, b'a'); t(ord, 'ab'); t(ord, 3); t(ord, bytearray(b'xy'))
t(divmod, 7, 2); t(divmod, -7, 2); t(divmod, 7, 'x'); t(divmod, 1)
t(pow, 2, 10); t(pow, 2, 10, 1000); t(pow, base=2, exp=3); t(pow, 2); t(pow, 2, 3, mod=None); t(pow, 2, x=3)
t(round, 5); t(round, 15, -1); t(round, 'x'); t(round); t(round, number=3, ndigits=None); t(round, 2.5); t(round, 2.675, 2)
t(sum, [1, 2, 3]); t(sum, [1, 2], 10); t(sum, [1, 2], start=5); t(sum, ['a'], ''); t(sum, [b'a'], b''); t(sum, [1<<62, 1<<62, 1<<62]); t(sum, [[1], [2]], [])
t(sum, [1, 2.5, 3]); t(sum, [0.1]*10); t(sum, [1, 'a']); t(sum); t(sum, [], start=bytearray()); t(sum, [True, False, True]); t(sum, [1.5, 2, 1 << 70]); t(sum, [1e308, 1e308]); t(sum, x=3)
t(min, 1, 2); t(min, [3, 1, 2]); t(max, [3, 1, 2]); t(max, 'abc', key=ord); t(min, []); t(max, [], default=7); t(max, 1, 2, default=3); t(max); t(min, 3); t(max, [1], foo=3); t(min, ['bb', 'a'], key=len); t(min, 1, 'a'); t(max, [1, 2], key=None)
t(getattr, 3, 'real'); t(getattr, 3, 'nope'); t(getattr, 3, 'nope', 5); t(getattr, 3); t(getattr, 3, 4); t(getattr, 3, 4, 5); t(hasattr, 3, 'real'); t(hasattr, 3, 'x'); t(hasattr, 3, 4); t(hasattr, 3)
t(setattr, 3, 'x', 4); t(setattr, 3, 4, 4); t(delattr, 3, 'x'); t(delattr, 3); t(delattr, 3, 3)
t(isinstance, 3, int); t(isinstance, 3, (str, int)); t(isinstance, 3, 4); t(issubclass, bool, int); t(issubclass, 3, int); t(isinstance, 3); t(isinstance, 3, int | str)
t(hash, 3); t(hash, []); t(hash); t(len, [1]); t(len, 3); t(len); t(len, 1, 2)
t(next, iter([1])); t(next, iter([])); t(next, iter([]), 5); t(next, 3); t(next); t(iter, 3); t(iter, 3, 4); t(list, iter([1, 2, 3].pop, 1)); t(iter)
t(sorted, [3, 1, 2]); t(sorted, [3, 1, 2], reverse=True); t(sorted, ['b', 'A'], key=str.lower); t(sorted); t(sorted, [1], foo=2); t(sorted, [1], 2); t(sorted, 3); t(sorted, [1, 'a'])
t(format, 3, '05d'); t(format, 3); t(format, 3, 4); t(format); t(repr, 'x'); t(repr)
t(aiter, 3); t(anext, 3); t(anext)
class A:
    x = 1
    def __init__(self): self.y = 2
t(vars, A()); t(vars, 3); t(dir, A()) if 0 else None; t(vars, 1, 2)
def f():
    a = 1; b = 2
    return locals(), vars(), dir()
code = f.__code__
def g(): return 42
t(eval, g.__code__); t(exec, g.__code__); t(eval, 3); t(exec, 3); t(eval, g.__code__, 3); t(eval, g.__code__, {}, 3); t(exec, g.__code__, 3); t(exec, g.__code__, {}, 3); t(exec, g.__code__, {}, closure=())
t(eval, g.__code__, A()); t(eval); t(exec); t(eval, g.__code__, x=1)
def h():
    z = 1
    def i(): return z
    return i
t(eval, h().__code__); t(exec, h().__code__); t(exec, h().__code__, {}, closure=h().__closure__); t(exec, h().__code__, {}, closure=3)
t(exec, 'x', closure=())
d = {}; exec(g.__code__, d); print(list(d))
t(compile, 1, 2); t(compile, 'x', 'f', 'foo'); t(compile, 'x', 'f', 'exec', 1 << 30); t(compile, 'x', 'f', 'exec', 0, 0, 7); t(compile)
t(__import__); t(__import__, 3); t(__import__, ''); 
t(id); print(id(A) == id(A)); t(__build_class__); t(__build_class__, 1, 2)
print(len, print, __build_class__)
for n in ['len', 'print', 'sorted', 'pow', 'eval', 'max', 'compile', '__import__', 'input', 'dir']:
    import_ = globals().get('__builtins__')
    o = (import_ if isinstance(import_, dict) else import_.__dict__)[n]
    if n != 'print': print(n, o.__text_signature__, o.__module__, o.__qualname__)
bd = import_ if isinstance(import_, dict) else import_.__dict__
