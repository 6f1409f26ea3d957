def t(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e, getattr(e, 'name', None))
import builtins
print(builtins.len is len, builtins.__name__)
import itertools as it
print(list(it.chain([1], [2])))
from itertools import count, chain as ch
print(it.__name__, it.__package__ == '', it.__spec__.name, it.__spec__.origin, it.__spec__.parent == '')
def a(): import nope
t(a)
def a(): import itertools.nope
t(a)
def a(): pass
t(a)
def a(): from . import x
t(a)
def a(): from .x import y
t(a)
t(lambda: __import__('x', {}, {}, (), 1))
t(lambda: __import__('x', {'__package__': 3}, {}, (), 1))
t(lambda: __import__('x', {'__package__': 'a.b'}, {}, (), 4))
t(lambda: __import__('x', 3, {}, (), 1))
t(lambda: __import__('x', level=-1))
t(lambda: __import__('itertools', fromlist=('chain',)).__name__)
t(lambda: __import__('itertools', fromlist=(3,)).__name__)
t(lambda: __import__('', level=0))
from itertools import *
print(sorted(n for n in globals() if n.startswith('c')))
import _imp
t(lambda: _imp.is_builtin('itertools'))
t(_imp.release_lock); _imp.acquire_lock(); print(_imp.lock_held()); _imp.release_lock(); print(_imp.lock_held())
t(lambda: _imp.source_hash(1, b'abc'))
t(lambda: _imp.get_frozen_object('x')); t(lambda: _imp.is_frozen('x')); t(lambda: _imp.find_frozen('x'))
