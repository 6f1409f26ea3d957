import zlib

import checksum

assert checksum.adler(b"abcde" * 999) == zlib.adler32(b"abcde" * 999)
assert checksum.fletcher16(b"abcde") == 0xC8F0
assert type(checksum.adler).__name__ == "builtin_function_or_method"
assert type(checksum.fletcher16).__name__ == "function"
print("ok")
