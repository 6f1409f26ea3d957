# SPDX-License-Identifier: Apache-2.0
"""List slicing and reversing in place, integer bookkeeping."""

SIZE = 8


def run(n):
    permutation = list(range(n))
    count = [0] * n
    most_flips = 0
    checksum = 0
    sign = 1
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        first = permutation[0]
        if first:
            work = permutation[:]
            flips = 0
            while first:
                i, j = 0, first
                while i < j:
                    work[i], work[j] = work[j], work[i]
                    i += 1
                    j -= 1
                flips += 1
                first = work[0]
            if flips > most_flips:
                most_flips = flips
            checksum += sign * flips
        sign = -sign
        while True:
            if r == n:
                return checksum, most_flips
            head = permutation[0]
            for i in range(r):
                permutation[i] = permutation[i + 1]
            permutation[r] = head
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
