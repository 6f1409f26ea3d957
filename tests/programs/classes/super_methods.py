"""Methods called through super(): every kind of descriptor, diamonds, replaced methods."""

class A:
    def f(self, x=1, *a, k=2): return ("A.f", x, a, k, type(self).__name__)
    @classmethod
    def c(cls, x): return ("A.c", cls.__name__, x)
    @staticmethod
    def s(x): return ("A.s", x)
    @property
    def p(self): return lambda x: ("A.p", x)
    def __init__(self): self.v = 1
    def __repr__(self): return "A()"
    def __eq__(self, o): return super().__eq__(o)
class B(A):
    def __init__(self):
        super().__init__()
    def f(self, *a, **k): return ("B.f", super().f(*a, **k), super().f(5), super().f(k=7), super().f(1, 2, 3))
    @classmethod
    def c(cls, x): return ("B.c", super().c(x))
    @staticmethod
    def s(x): return super(B, B).s(x)
    def q(self): return super().p(3)
    def n(self): return super().nope(1)
    def cls(self): return super().__class__
    def r(self): return super().__repr__()
    def e(self, o): return super().__eq__(o), super().__hash__ 
    def g(self):
        yield super().f(1)
        x = yield
        yield super().f(x)
class C(A):
    def f(self, *a, **k): return ("C.f", super().f(*a, **k))
class D(B, C): pass
class M(type):
    def __call__(cls, *a): return super().__call__(*a)
    def mm(cls): return super().mro()
class N(metaclass=M): pass
for x in (B(), D(), B(), D()):
    print(x.f(), x.c(1), x.s(2), x.q(), x.cls(), x.r(), x.e(3)[0])
    try: x.n()
    except AttributeError as e: print(e)
    g = x.g(); print(next(g)); next(g); print(g.send(9))
print(N(), N.mm()) if 0 else print(N.mm())
A.f = lambda self, *a, **k: ("patched", a, k)
print(B().f(), D().f())
def boom():
    class E(A):
        def __init__(self): super().__init__(1)
    try: E()
    except TypeError as e: print(e)
boom()
class T:
    def __init__(self): super().__init__()
class U(T):
    def __init__(self): super().__init__(); 
print(type(U()).__name__)
class V(T):
    def __init__(self): super().__init__(3)
try: V()
except TypeError as e: print(e)


class Meta(type):
    def who(cls):
        return ("Meta.who", super().mro is not None, super().__repr__()[:6], call_super(cls))


def call_super(op):
    return op.__name__


class Root(type):
    def tell(cls):
        return "Root.tell"


class Middle(Root):
    def tell(cls):
        return "Middle.tell", super().tell()


class Below(Middle):
    def tell(cls):
        return "Below.tell", super().tell()


class Plain(metaclass=Below):
    pass


class Twice(Middle, metaclass=Below):
    pass


print(Meta("Made", (), {}).who())
for op in (Plain, Twice, Plain, Twice):
    try:
        print(op.tell() if op is Plain else Below.tell(op))
    except TypeError as error:
        print(error)
