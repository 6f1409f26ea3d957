"""Small numeric kernels, as people write them: no annotations, no tricks."""

from numeric_kernels.fractal import mandelbrot
from numeric_kernels.integers import collatz_length, gcd, primes_below
from numeric_kernels.linear import dot, matmul

__all__ = ["collatz_length", "dot", "gcd", "mandelbrot", "matmul", "primes_below"]
