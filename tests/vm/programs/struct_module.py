"""_struct: codes, byte orders, alignment, offsets and what does not fit."""

import _struct as struct


def attempt(label, function, *values, **named):
    try:
        print(label, repr(function(*values, **named)))
    except struct.error as error:
        print(label, "struct.error", error)
    except Exception as error:
        print(label, type(error).__name__, error)


VALUES = [0, 1, -1, 127, 128, 256, -129, 32768, 65536, 2**31, 2**32, 2**63, 2**64, -(2**31) - 1]
VALUES += [-(2**63) - 1, 1.5, -0.1, 65504.0, 1e-8, True, "a", b"a", b"ab", bytearray(b"x"), None]
for code in "cbB?hHiIlLqQnNefdspP":
    for order in ["", "=", "<", ">"]:
        attempt(order + code, struct.calcsize, order + code)
        for value in VALUES:
            attempt(order + code, struct.pack, order + code, value)
            try:
                packed = struct.pack(order + code, value)
            except Exception:
                continue
            attempt("unpacked", struct.unpack, order + code, packed)

FORMATS = ["", "3x", "bi", "bq", "<bq", "b0i", "i0q", "2h3s", "5p", "0s", "10s", "hhi3b", " h h "]
FORMATS += ["4", "z", "=P", "<n", "9223372036854775807i", "3?", b"hi", 5, None, "h\x00"]
DATA = b"\x01\x02\x03\x04\x05\x06\x07\x08"
for form in FORMATS:
    attempt(repr(form), struct.calcsize, form)
    attempt(repr(form), struct.pack, form, 1, 2, 3)
    attempt(repr(form), struct.unpack, form, DATA)
    attempt(repr(form), lambda form: list(struct.iter_unpack(form, DATA * 4)), form)

buffer = bytearray(20)
for offset in (3, -1, -6, 15, 14, 100, -21, "a", None, 2**70):
    attempt(offset, struct.pack_into, "<ih", buffer, offset, -5, 6)
    attempt(offset, struct.unpack_from, "<ih", buffer, offset)
    print(buffer)

made = struct.Struct("<ih")
print(made.size, made.format, made.pack(1, 2), made.unpack(b"123456"))
attempt("pack", made.pack, 1)
attempt("pack", made.pack, 1, "a")
attempt("unpack_from", made.unpack_from, buffer=b"1234567", offset=1)
attempt("pack_into", made.pack_into)
attempt("pack_into", made.pack_into, buffer)
attempt("no format", struct.pack)
attempt("Struct", struct.Struct)
iterator = made.iter_unpack(b"123456" * 3)
print(iterator.__length_hint__(), next(iterator), iterator.__length_hint__())
