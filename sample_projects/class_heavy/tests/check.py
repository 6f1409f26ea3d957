import copy
import dataclasses
import inspect
import pickle

from orders import Bulk, Flat, Line, Order, Point, Pricing, Status

order = Order(7).add("tea", 2, price=3).add("cup", price=5)
assert order.total == 11
assert Order(1) < Order(2) and Order(1) == Order(1)
assert repr(Order(3)) == "Order(number=3, lines=[], status=<Status.OPEN: 'open'>)"
assert dataclasses.replace(order, number=8).lines is order.lines
assert pickle.loads(pickle.dumps(order)) == order and copy.deepcopy(order).total == 11
assert Status.parse("PAID").final and not Status.OPEN.final
assert Point(1, 2).mirrored() == (2, 1) and Point(4).y == 0
assert Line("a", 1, 2) == Line("a", 1, 2) and Line.__slots__[0] == "_count"
assert not hasattr(Line("a", 1, 2), "__dict__")
try:
    Line("a", 0, 1)
except ValueError as error:
    assert str(error) == "count must be positive, not 0"
else:
    raise AssertionError("a count of 0 was accepted")

assert Flat(1.5).price(3) == 4.5 and Bulk(2, 0.25).price(10) == 15.0
assert Pricing.concrete() == ["Bulk", "Flat"]
assert inspect.isabstract(Pricing) and str(inspect.signature(Bulk)) == "(each, discount)"


class Free(Bulk):  # an interpreted class below a compiled one
    def price(self, count):
        return super().price(count) * 0


assert Free(1, 0.5).price(20) == 0 and Pricing.concrete() == ["Bulk", "Flat", "Free"]
print("ok")
