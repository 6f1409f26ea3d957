"""Files of str: encodings, newlines and positions in random order."""

import _io
import posix

NAME = f"/tmp/aot-streams-text-{posix.getpid()}"
LETTERS = ["a", "b", "\n", "\r", "\r\n", "é", "€", "😀", " ", "xyz", "\n\n"]
seed = 12345


def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    return (seed >> 8) % n


def text(n):
    return "".join([LETTERS[rnd(len(LETTERS))] for _ in range(rnd(n))])


def step(f, k, places):
    if k == 0:
        return f.read(rnd(9) - 1)
    if k == 1:
        return f.readline()
    if k == 2:
        return f.readline(rnd(5))
    if k == 3:
        places.append(f.tell())
        return places[-1]
    if k == 4:
        return f.seek(places[rnd(len(places))])
    if k == 5:
        f.seek(0, 2)
        n = f.write(text(8))
        f.flush()
        return n
    if k == 6:
        return f.seek(0, 2)
    return f.readlines(3)


def work(f, steps):
    places = [0]
    for _ in range(steps):
        k = rnd(8)
        try:
            result = step(f, k, places)
        except (OSError, ValueError) as error:
            result = type(error).__name__, str(error)
            f.seek(0)
        print(k, ascii(result))


for encoding in ("utf-8", "latin-1", "ascii"):
    for errors in ("strict", "replace", "surrogateescape"):
        for newline in (None, "", "\n", "\r", "\r\n"):
            for mode in ("w+", "r+"):
                print(encoding, errors, ascii(newline), mode)
                with open(NAME, mode, encoding=encoding, errors=errors, newline=newline) as f:
                    if mode == "w+":
                        f._CHUNK_SIZE = 3
                    work(f, 25)
                with open(NAME, "rb") as f:
                    print(f.read())
for newline in (None, "", "\n", "\r", "\r\n"):
    memory = _io.StringIO("ab\ncd\r\nef\rg", newline=newline)
    work(memory, 50)
    print(ascii(memory.getvalue()), memory.newlines)
    again = _io.StringIO()
    again.__setstate__(memory.__getstate__())
    print(again.getvalue() == memory.getvalue(), again.tell() == memory.tell())
decoder = _io.IncrementalNewlineDecoder(None, True)
for piece, final in (("a\r", 0), ("\nb", 0), ("c\r", 1), ("\r\n\r", 0), ("", 0), ("", 1)):
    print(ascii(decoder.decode(piece, final)), decoder.newlines, decoder.getstate())
for args in (
    (NAME, "zz"),
    (NAME, "rw"),
    (NAME, "bt"),
    (NAME, "r", 0),
    (NAME, ""),
    (NAME, "rr"),
    (1.5,),
    (-1,),
):
    try:
        open(*args)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
posix.unlink(NAME)
try:
    open(NAME)
except FileNotFoundError as error:
    print(error.errno, error.filename == NAME)
