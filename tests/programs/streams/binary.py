"""Files of bytes: every method of the buffered streams in random order, with buffers of all sizes."""

import _io
import posix

NAME = f"/tmp/aot-streams-binary-{posix.getpid()}"
seed = 12345


def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    return (seed >> 8) % n


def data(n):
    return bytes([[10, 13, 97, 98, 0, 255][rnd(6)] for _ in range(rnd(n))])


def step(f, k):
    if k == 0:
        return f.read(rnd(30) - 2)
    if k == 1:
        return f.readlines(rnd(20))
    if k == 2:
        return f.readline()
    if k == 3:
        return f.readline(rnd(10))
    if k == 4:
        return f.seek(rnd(60))
    if k == 5:
        return f.seek(rnd(9) - 4, 1)
    if k == 6:
        return f.tell()
    if k == 7:
        return f.write(data(30))
    if k == 8:
        room = bytearray(rnd(20))
        return f.readinto(room), bytes(room)
    if k == 9:
        return f.truncate(rnd(50)) if rnd(3) == 0 else f.seek(0, 2)
    if k == 10:
        return f.flush()
    if k == 11:
        return f.writelines([data(5), data(5)])
    return next(f, None)


def work(f, steps):
    for _ in range(steps):
        k = rnd(13)
        try:
            result = step(f, k)
        except (OSError, ValueError) as error:
            result = type(error).__name__, str(error)
        print(k, result)


for size in (2, 7, 16, 8192):
    for mode in ("r+b", "w+b", "rb", "ab", "wb"):
        print(size, mode)
        with open(NAME, "wb") as f:
            f.write(bytes(range(97, 123)) * 2 + b"\n" + bytes(range(97, 110)))
        with open(NAME, mode, buffering=size) as f:
            work(f, 60)
        with open(NAME, "rb") as f:
            print(f.read())
memory = _io.BytesIO(b"hello\nworld\n")
work(memory, 200)
print(memory.getvalue())
posix.unlink(NAME)


class Raw(_io._RawIOBase):
    """Gives one chunk after the other; None when there is nothing yet."""

    def __init__(self, chunks):
        self.chunks = list(chunks)

    def readable(self):
        return True

    def readinto(self, room):
        chunk = self.chunks.pop(0) if self.chunks else b""
        if chunk is None:
            return None
        room[: len(chunk)] = chunk
        return len(chunk)


reader = _io.BufferedReader(Raw([b"abc", None, b"def\nghi", b"jk"]))
print(reader.read(2), reader.read(5), reader.read(5), reader.readline(), reader.read())
reader = _io.BufferedReader(Raw([None, b"x"]))
print(reader.read(), reader.read1(5), reader.read(3))


class Slow(_io._RawIOBase):
    """Takes four bytes at a time, three times; then it would have to wait."""

    def __init__(self):
        self.got = []
        self.left = 3

    def writable(self):
        return True

    def write(self, data):
        self.left -= 1
        if self.left < 0:
            return None
        self.got.append(bytes(data[:4]))
        return min(4, len(data))


slow = Slow()
writer = _io.BufferedWriter(slow, 8)
for piece in (b"abc", b"defghi", b"jklmnopqrstuv", b"wxyz"):
    try:
        print(writer.write(piece))
    except BlockingIOError as error:
        print(error.strerror, error.characters_written)
print(slow.got)
slow.left = 100
writer.flush()
print(slow.got)
pair = _io.BufferedRWPair(Raw([b"abc\n"]), Slow())
print(pair.readline(), pair.write(b"x"), pair.readable(), pair.writable(), pair.closed)
