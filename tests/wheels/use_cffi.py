# SPDX-License-Identifier: Apache-2.0
"""cffi in ABI mode: _cffi_backend calls the C library and is called back."""

import cffi

ffi = cffi.FFI()
ffi.cdef("""
    size_t strlen(const char *);
    void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
    typedef struct { int x; double y; char name[8]; } point;
""")
libc = ffi.dlopen(None)
print(libc.strlen(b"hello"), ffi.sizeof("point"), ffi.typeof("point *"))
item = ffi.new("point *", {"x": 3, "y": 2.5, "name": b"abc"})
print(item.x, item.y, ffi.string(item.name), ffi.offsetof("point", "name"))
numbers = ffi.new("int[]", [5, 3, 9, 1])


@ffi.callback("int(const void *, const void *)")
def compare(a, b):
    return ffi.cast("int *", a)[0] - ffi.cast("int *", b)[0]


libc.qsort(numbers, len(numbers), ffi.sizeof("int"), compare)
print(list(numbers), bytes(ffi.buffer(numbers, 4)))
try:
    ffi.new("int *", "no")
except TypeError as error:
    print(error)
try:
    ffi.cdef("int (")
except cffi.CDefError as error:
    print(type(error).__name__)
