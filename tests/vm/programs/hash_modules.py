# Hash functions, checksums and the Unicode database: the C modules themselves.
import _blake2
import _md5
import _sha1
import _sha3
import binascii
import sys
import unicodedata

if sys.version_info >= (3, 12):
    import _sha2 as sha256
    import _sha2 as sha512
else:
    import _sha256 as sha256
    import _sha512 as sha512

for make in (
    *(_md5.md5, _sha1.sha1, sha256.sha224, sha256.sha256, sha512.sha384, sha512.sha512),
    *(_sha3.sha3_224, _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s),
):
    hashed = make(b"abc" * 1000)
    hashed.update(b"x" * 5000)
    print(hashed.name, hashed.hexdigest(), hashed.copy().digest() == hashed.digest())
    try:
        make("text")
    except TypeError as error:
        print(error)
print(_sha3.shake_128(b"abc").hexdigest(200))
print(_blake2.blake2b(b"", key=b"k", salt=b"s", digest_size=5).hexdigest())
print(binascii.hexlify(b"abc", "-"), binascii.b2a_base64(b"hello"), binascii.crc32(b"abc"))
print(binascii.a2b_qp("a=41"), binascii.a2b_uu(binascii.b2a_uu(b"data")))
print(unicodedata.name("é"), ascii(unicodedata.normalize("NFD", "é가")), unicodedata.numeric("½"))
print(unicodedata.lookup("BELL") == "\N{BELL}", unicodedata.ucd_3_2_0.name("\N{BELL}", None))
