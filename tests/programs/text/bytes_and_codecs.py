"""bytes, bytearray, encodings and their errors, struct, base64."""
import base64
import struct
import zlib


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def xor(data, key):
    return bytes(b ^ key[i % len(key)] for i, b in enumerate(data))


def crc(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def adler(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def varint(n):
    out = bytearray()
    while True:
        low, n = n & 0x7F, n >> 7
        if not n:
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def read_varint(data, at):
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, at
        shift += 7


def main():
    data = "Hello, wörld ✓".encode()
    print(data, list(data[:4]), data.hex(" "), bytes.fromhex("00 ff 41"), data[0], data[:1], b"" == b"")
    print(xor(xor(data, b"key"), b"key") == data, xor(b"abc", b"\x01"))
    print(crc(data) == zlib.crc32(data), crc(b""), adler(data) == zlib.adler32(data))
    for n in (0, 1, 127, 128, 300, 2**35, 2**70):
        encoded = varint(n)
        print(n, encoded, read_varint(encoded + b"rest", 0))
    print(attempt(read_varint, b"\x80", 0))
    for codec in ("utf-8", "utf-16", "utf-16-le", "latin-1", "ascii", "cp1252", "utf-7", "idna", "nope"):
        print(codec, attempt("aé✓".encode, codec))
    for errors in ("strict", "ignore", "replace", "backslashreplace", "surrogateescape"):
        print(errors, repr(attempt(b"a\xff\xe2\x82z".decode, "utf-8", errors)))
    print("é✓".encode("ascii", "xmlcharrefreplace"), "é".encode("ascii", "namereplace"))
    print(struct.pack("<IhB", 2**32 - 1, -2, 7), struct.unpack(">d", b"@\x09!\xfbTD-\x18"), attempt(struct.pack, "B", 300))
    print(base64.b64encode(data), base64.b32encode(b"x"), attempt(base64.b64decode, b"a"))
    print(b"a,b,,c".split(b","), b" x ".strip(), b"abc".replace(b"b", b"--"), b"abc".find(b"c"), b"%d %s" % (5, b"x"))
    print(attempt(lambda: b"a" + "a"), attempt(bytes, [256]), attempt(bytes, "x"), attempt(bytes, -1), b"a" < b"b", 97 in b"a")
    array = bytearray(b"abc")
    array.extend(b"de")
    array.insert(0, 90)
    array.pop()
    array.reverse()
    array *= 2
    print(array, array.count(b"c"), bytes(array).upper(), attempt(array.append, 256), hash(b"x") == hash(b"x"))
    view = memoryview(bytearray(range(8))).cast("H")
    print(view.shape, view.format, view.tolist(), view[1:3].nbytes, attempt(lambda: hash(view)))
    view = memoryview(bytearray(4)).cast("@b")
    print(view.format, attempt(view.__setitem__, 0, b"a"), attempt(view.__setitem__, 0, 256))


if __name__ == "__main__":
    main()
