"""The docs of properties and of instances of their subclasses."""
class Sub(property):
    """sub doc"""
class Slots(property):
    """slots doc"""
    __slots__ = ()
class SlotsDoc(property):
    __slots__ = ("__doc__",)
class NoDoc(property):
    pass
def plain(self): pass
def documented(self):
    """getter doc"""
for cls in (property, Sub, NoDoc, Slots, SlotsDoc):
    for args in ((), (plain,), (documented,), (plain, None, None, "own"), (documented, None, None, "own")):
        try:
            p = cls(*args)
            print(cls.__name__, len(args), p.__doc__, getattr(p, "__dict__", None))
        except Exception as e:
            print(cls.__name__, len(args), type(e).__name__, e)
            continue
        try:
            print("  copy", p.getter(documented).__doc__, p.getter(plain).__doc__, p.setter(plain).__doc__)
        except Exception as e:
            print("  copy", type(e).__name__, e)
