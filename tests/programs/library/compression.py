"""Compressed data: zlib at once and in pieces, gzip and zip files, and what is broken."""

import gzip
import io
import random
import tempfile
import zipfile
import zlib

TEXT = b"".join(b"line %d: the quick brown fox jumps over the lazy dog\n" % i for i in range(500))
NOISE = random.Random(3).randbytes(5000)


def attempt(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except (zlib.error, OSError, EOFError, ValueError, TypeError, zipfile.BadZipFile) as error:
        return f"{type(error).__name__}: {error}"


def at_once():
    for level in range(-1, 10):
        small = zlib.compress(TEXT, level)
        print(level, len(small), zlib.crc32(small), zlib.decompress(small) == TEXT)
    for wbits in (-15, -9, 9, 15, 25, 31):
        small = zlib.compress(TEXT + NOISE, wbits=wbits)
        print(wbits, len(small), small[:8].hex(), zlib.decompress(small, wbits) == TEXT + NOISE)
    print(
        zlib.compress(b""),
        zlib.compress(b"a"),
        zlib.compress(b"a" * 1000),
        len(zlib.compress(NOISE)),
    )
    print(zlib.adler32(TEXT), zlib.crc32(TEXT), zlib.crc32(b"more", zlib.crc32(TEXT)))


def in_pieces():
    for strategy in range(5):
        compressor = zlib.compressobj(6, zlib.DEFLATED, 15, 8, strategy)
        pieces = [compressor.compress(TEXT[i : i + 700]) for i in range(0, len(TEXT), 700)]
        pieces.append(compressor.flush(zlib.Z_SYNC_FLUSH))
        twin = compressor.copy()
        ends = [other.compress(NOISE) + other.flush() for other in (compressor, twin)]
        small = b"".join(pieces) + ends[0]
        reader, read = zlib.decompressobj(), b""
        for i in range(0, len(small), 100):
            read += reader.decompress(small[i : i + 100])
        print(strategy, len(small), ends[0] == ends[1], read == TEXT + NOISE, reader.eof)
    reader = zlib.decompressobj()
    first = reader.decompress(zlib.compress(TEXT) + b"behind", 100)
    print(first[:20], len(reader.unconsumed_tail), reader.unused_data, reader.eof)
    rest = reader.flush()
    print(first + rest == TEXT, reader.unused_data, reader.eof)
    writer = zlib.compressobj(zdict=TEXT[:200])
    small = writer.compress(TEXT[:400]) + writer.flush()
    print(len(small), zlib.decompressobj(zdict=TEXT[:200]).decompress(small) == TEXT[:400])
    print(
        attempt(zlib.decompress, small), attempt(zlib.decompressobj(zdict=b"x").decompress, small)
    )


def broken():
    small = zlib.compress(TEXT)
    for data in (
        b"",
        b"x",
        b"nonsense",
        small[:-1],
        small[:-1] + b"\0",
        small[:2] + b"\xff" * 9,
        small[:40],
    ):
        print(attempt(zlib.decompress, data))
    outcomes = {}
    for i in range(2, 300):
        wrong = bytearray(small)
        wrong[i] ^= 0x55
        answer = attempt(zlib.decompress, wrong)
        answer = answer if isinstance(answer, str) else "other text"
        outcomes[answer] = outcomes.get(answer, 0) + 1
    for answer in sorted(outcomes):
        print(answer, outcomes[answer])
    print(
        attempt(zlib.compress, TEXT, 10),
        attempt(zlib.compressobj, wbits=3),
        attempt(zlib.compress, "text"),
    )


def files():
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as file:
        file.write(TEXT)
    print(len(stream.getvalue()), gzip.decompress(stream.getvalue() * 2) == TEXT * 2)
    with tempfile.NamedTemporaryFile(suffix=".gz") as target:
        with gzip.open(target.name, "wt", encoding="utf-8") as file:
            file.write("häßlich\n" * 3)
        with gzip.open(target.name, "rt", encoding="utf-8") as file:
            print(file.readlines())
    print(attempt(gzip.decompress, stream.getvalue()[:-4]), attempt(gzip.decompress, b"no gzip"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("folder/text"), TEXT, zipfile.ZIP_DEFLATED, 9)
        file.writestr(zipfile.ZipInfo("noise"), NOISE, zipfile.ZIP_STORED)
    with zipfile.ZipFile(archive) as file:
        print([(one.filename, one.file_size, one.compress_size) for one in file.infolist()])
        print(file.testzip(), file.read("folder/text") == TEXT, file.read("noise") == NOISE)
        with file.open("folder/text") as member:
            print(member.readline(), member.read(5))
    wrong = bytearray(archive.getvalue())
    wrong[100] ^= 1
    print(attempt(zipfile.ZipFile(io.BytesIO(wrong)).read, "folder/text"))
    print(attempt(zipfile.ZipFile, io.BytesIO(b"no zip")))


at_once()
in_pieces()
broken()
files()
