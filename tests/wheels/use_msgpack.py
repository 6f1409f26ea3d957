# SPDX-License-Identifier: Apache-2.0
"""msgpack: a Cython module that packs, unpacks and calls back."""

import datetime

import msgpack

print(msgpack.Packer.__module__, msgpack.version > (1, 0))
data = {"a": [1, 2.5, None, True, "ü"], "b": b"\x00\xff", "n": {"deep": [[], {}]}, "big": 2**63}
packed = msgpack.packb(data)
print(packed.hex(), msgpack.unpackb(packed) == data)
print(msgpack.unpackb(packed, use_list=False)["a"], msgpack.unpackb(packed, raw=True)[b"b"])
moment = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)
print(msgpack.unpackb(msgpack.packb(moment, datetime=True), timestamp=3))
print(msgpack.unpackb(msgpack.packb({1, 2}, default=sorted)))
unpacker = msgpack.Unpacker()
for part in (packed[:7], packed[7:], msgpack.packb("more")):
    unpacker.feed(part)
    print([type(item).__name__ for item in unpacker])
for wrong in (2**64, object(), {"x": object()}):
    try:
        msgpack.packb(wrong)
    except Exception as error:
        print(type(error).__name__, str(error).partition(" at 0x")[0])
try:
    msgpack.unpackb(packed[:-1])
except ValueError as error:
    print(error)
