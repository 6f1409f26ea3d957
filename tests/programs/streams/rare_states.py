"""Streams that were detached, closed or shared, or are closed by another thread meanwhile."""

import io
import sys
import threading


def show(function, *arguments, **named):
    try:
        print(function(*arguments, **named))
    except Exception as error:
        print(type(error).__name__, error)


class Raw(io.RawIOBase):
    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def readable(self):
        return True

    def readinto(self, room):
        piece = self.pieces.pop(0) if self.pieces else b""
        room[: len(piece)] = piece
        return len(piece)


def detached():
    text = io.TextIOWrapper(io.BytesIO(), "ascii")
    text.detach()
    for name in ("errors", "encoding", "line_buffering", "newlines", "name", "closed", "buffer"):
        show(getattr, text, name)
    show(lambda: io.TextIOWrapper.__new__(io.TextIOWrapper).errors)
    for named in ({"errors": "replace\0"}, {"encoding": "utf-8\0"}, {"newline": "\n\0"}):
        show(io.TextIOWrapper, io.BytesIO(), **{"encoding": "utf-8"} | named)


def one_read():
    reader = io.BufferedReader(Raw(b"abc", b"de", b"fgh", b"jkl", b"x" * 12), 16)
    room = bytearray(2)
    print(reader.peek(3), reader.readinto1(room), room, reader.readinto1(room), reader.readinto1(room), room)
    room = bytearray(32)
    print(reader.peek(3), reader.readinto1(room), room.rstrip(b"\0"))
    print(reader.readinto1(room), reader.readinto1(room), reader.readinto1(room))


def memory():
    data = bytes(range(200)) * 5
    before = sys.getrefcount(data)
    stream = io.BytesIO(data)
    print(sys.getrefcount(data) - before)
    stream.truncate(1)
    print(sys.getrefcount(data) - before, stream.getvalue())
    stream.seek(3)
    stream.write(b"x")
    print(stream.getvalue(), stream.getbuffer().nbytes)
    stream.close()
    show(stream.__setstate__, (b"", 0, None))
    show(stream.truncate)


class Slow(io.RawIOBase):
    def __init__(self):
        self.started, self.goes_on = threading.Event(), threading.Event()

    def writable(self):
        return True

    def flush(self):
        self.started.set()
        self.goes_on.wait(0.2)


def closing():
    raw = Slow()
    stream = io.BufferedWriter(raw, 8)
    thread = threading.Thread(target=stream.close)
    thread.start()
    raw.started.wait()
    show(stream.write, b"spam")
    print(stream.closed)
    thread.join()


class Unsure(io.RawIOBase):
    @property
    def closed(self):
        raise ValueError

    def close(self):
        print("is never called")


class Written:
    def write(self, data):
        return len(data)


class Bare(io.RawIOBase, Written):
    def readable(self):
        return True


def without_methods():
    raw = Bare()
    for method in (raw.write, raw.readinto):
        show(method)
        show(method, bytearray(2), 1)
    show(raw.read, 3)
    show(raw.readall)
    show(io.BufferedReader(raw).read, 1)
    print("write" in dir(io.RawIOBase), Bare.write.__qualname__)


detached()
without_methods()
Unsure()
one_read()
memory()
closing()
