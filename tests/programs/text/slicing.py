"""Indexing and slicing of str, bytes, list, tuple, range and own sequences."""


class Recorder:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def item(sequence, i):
    return sequence[i]


def part(sequence, i, j, k):
    return sequence[i:j:k]


def halves(sequence):
    middle = len(sequence) // 2
    return sequence[:middle], sequence[middle:]


def rotate(values, n):
    return values[n:] + values[:n]


def assign(values):
    values[1:3] = "xyz"
    print(values)
    values[::2] = [0] * len(values[::2])
    print(values)
    values[:0] = [9, 9]
    print(values)
    del values[1:4]
    print(values)
    del values[-1]
    values[len(values):] = (7,)
    print(values)
    values[2:1] = [5]
    print(values)
    print(attempt(values.__setitem__, slice(None, None, 2), [1]))
    print(attempt(values.__setitem__, 100, 1), attempt(values.__delitem__, -100))
    values[:] = []
    print(values)


def main():
    sequences = ["abcdefg", "aß日🙂e", b"bytes!", [1, 2, 3, 4, 5], (1, "b", None), range(3, 30, 4), ""]
    bounds = [None, 0, 1, 3, -1, -3, 100, -100]
    for sequence in sequences:
        print([attempt(item, sequence, i) for i in (0, 2, -1, -2, 5, -7, 10**30, True)])
        for k in (None, 1, 2, -1, -2):
            print([part(sequence, i, j, k) for i in bounds[:6] for j in bounds[2:]])
        print(halves(sequence), attempt(part, sequence, 0, 3, 0), attempt(item, sequence, "x"),
              attempt(item, sequence, 1.0), attempt(item, sequence, None))
    print(rotate([1, 2, 3, 4], 1), rotate("hello", -2))
    assign([1, 2, 3, 4, 5, 6])
    recorder = Recorder()
    print(recorder[1], recorder[1:2], recorder[::3], recorder[1, 2], recorder[1:2, ..., None], recorder[()])
    recorder[5:] = 1
    recorder["a", "b"] = 2
    del recorder[:]
    matrix = [[i * j for j in range(4)] for i in range(4)]
    matrix[1][2] += 100
    matrix[-1][0:2] = [8]
    print(matrix, [row[::-1] for row in matrix[::2]])
    data = bytearray(b"hello world")
    data[0:5] = b"HOWDY!"
    data[-1] = 33
    print(data, attempt(item, data, 50), attempt(data.__setitem__, 0, 300), memoryview(data)[2:5].tobytes())


if __name__ == "__main__":
    main()
