# SPDX-License-Identifier: Apache-2.0
import io
import pickle

import numpy as np

np.set_printoptions(precision=6, suppress=True)
a = np.arange(24, dtype=np.int32).reshape(2, 3, 4)
print(a.shape, a.strides, a.dtype, a.itemsize, a.flags.c_contiguous, a.T.flags.f_contiguous)
print(a[1, :, ::2], a[..., -1], a[a % 5 == 0])
print(a.sum(), a.mean(axis=(0, 2)), a.cumsum(axis=1)[1, 2], a.max(0).tolist())
b = np.linspace(0, 1, 7)
print(
    np.round(np.sin(b) ** 2 + np.cos(b) ** 2, 12),
    np.add.reduce(b),
    np.multiply.outer([1, 2], [3, 4]),
)
print(np.array([1, 2.5, 3 + 4j]).dtype, np.array(["a", "bcd"]).dtype, np.array([1, None]).dtype)
with np.errstate(divide="ignore", invalid="ignore"):
    print(np.array([1.0, 0.0, -1.0]) / 0)
rec = np.array([(1, 2.5, b"x"), (2, 3.5, b"yz")], dtype=[("i", "<i4"), ("f", "<f8"), ("s", "S4")])
print(rec["f"], rec[1], rec.dtype.names, np.sort(rec, order="f")[::-1]["i"])
rng = np.random.default_rng(12345)
print(rng.integers(0, 100, 8), np.round(rng.normal(size=3), 6), rng.permutation(6))
m = np.array([[4.0, 1, 2], [1, 3, 0], [2, 0, 5]])
print(
    np.round(np.linalg.det(m), 6),
    np.round(np.linalg.solve(m, [1, 2, 3]), 6),
    np.round(np.linalg.eigvalsh(m), 6),
)
print(np.round(np.fft.rfft([1, 2, 3, 4, 5, 6.0]), 6))
print(np.einsum("ij,jk->ik", m, np.eye(3)).trace(), np.dot(a[0], a[0].T).sum())
print(np.where(b > 0.5, b, -1), np.unique([3, 1, 2, 3, 1], return_counts=True))
print(
    np.datetime64("2024-02-28") + np.timedelta64(2, "D"),
    np.arange("2024-01", "2024-04", dtype="datetime64[M]"),
)
buf = io.BytesIO()
np.savez(buf, x=a, y=b)
buf.seek(0)
z = np.load(buf)
print(sorted(z.files), (z["x"] == a).all())
print(
    pickle.loads(pickle.dumps(rec)).tobytes() == rec.tobytes(), memoryview(a).shape, bytes(a[0, 0])
)
for f in (
    lambda: np.zeros(3) + np.zeros(4),
    lambda: a[5],
    lambda: np.array([1, 2]).reshape(3),
    lambda: int(b),
):
    try:
        f()
    except (ValueError, IndexError, TypeError) as exc:
        print(type(exc).__name__, exc)


class Sub(np.ndarray):
    def __new__(cls, data, tag):
        obj = np.asarray(data).view(cls)
        obj.tag = tag
        return obj

    def __array_finalize__(self, obj):
        self.tag = getattr(obj, "tag", None)


s = Sub([1, 2, 3], "t")
print((s + 1).tag, type(s[:2]).__name__, repr(s))
uf = np.frompyfunc(lambda x, y: x * 10 + y, 2, 1)
print(uf([1, 2], [3, 4]), np.vectorize(lambda x: x + 0.5)([1, 2]))
print(np.float32(0.1), np.float64(1) / 3, np.int8(127) + np.int8(0), repr(np.bool_(True)))
print(np.array2string(np.random.RandomState(0).rand(2, 3), precision=4))
