import numeric_kernels as nk

assert nk.gcd(2**70 * 3, 2**68 * 5) == 2**68
assert nk.gcd(-12, 18) == 6
assert nk.collatz_length(27) == 111
assert nk.collatz_length(2**80) == 80
assert nk.primes_below(30) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
assert nk.dot([1, 2, 3], [4, 5, 6]) == 32
assert nk.dot([0.5], [2]) == 1.0
assert nk.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]) == [[19, 22], [43, 50]]
assert nk.mandelbrot(4, 2, 50) == [[1, 3, 4, 4], [50, 50, 50, 50]]
try:
    nk.dot([1], [1, 2])
except ValueError as error:
    assert "zip() argument 2 is longer" in str(error)
else:
    raise AssertionError("zip(strict=True) must complain")
print("ok")
