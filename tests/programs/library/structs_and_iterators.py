"""What structs say of themselves, and what is left of iterators that have ended."""
import struct


class Named(struct.Struct):
    pass


for made in (struct.Struct("=i2H"), struct.Struct(b"<q"), struct.Struct(""), Named("i")):
    print(repr(made).partition(" at ")[0], made.size, made.format)

ENDING = (reversed([1]), reversed((1,)), reversed(range(1)), iter([1]), iter("a"), iter({1}), iter(b"a"))
for iterator in ENDING:
    list(iterator)
    print(iterator.__reduce__())
