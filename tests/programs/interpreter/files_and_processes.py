"""Files, temporary folders, subprocesses with pipes, argparse, configparser, sqlite-free records."""
import argparse
import configparser
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile


def write_numbers(path, n):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for i in range(n):
            file.write(f"{i},{i * i}\n")
        return file.tell()


def read_sum(path):
    total = 0
    with open(path) as file:
        for number, line in enumerate(file, 1):
            left, _, right = line.rstrip("\n").partition(",")
            total += int(left) * number - int(right)
    return total


def copy_chunks(source, target, size):
    copied = 0
    with open(source, "rb") as src, open(target, "wb") as dst:
        while chunk := src.read(size):
            copied += dst.write(chunk)
    return copied


def tail(path, n):
    with open(path, "rb") as file:
        file.seek(0, os.SEEK_END)
        end, data = file.tell(), b""
        while end > 0 and data.count(b"\n") <= n:
            step = min(16, end)
            end -= step
            file.seek(end)
            data = file.read(step) + data
    return data.decode().splitlines()[-n:]


def walk(root):
    for path in sorted(root.rglob("*")):
        yield path.relative_to(root).as_posix() + ("/" if path.is_dir() else f" {path.stat().st_size}")


class Counted(io.StringIO):
    def __init__(self):
        super().__init__()
        self.writes = 0

    def write(self, text):
        self.writes += 1
        return super().write(text.upper())


def make_parser():
    parser = argparse.ArgumentParser(prog="tool", exit_on_error=False)
    parser.add_argument("names", nargs="+")
    parser.add_argument("-n", "--number", type=positive, default=1)
    parser.add_argument("--flag", action="store_true")
    return parser


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{value} is not positive")
    return value


def parse(*arguments):
    error = io.StringIO()
    try:
        with contextlib.redirect_stderr(error):
            return vars(make_parser().parse_args(arguments))
    except SystemExit as stop:
        return stop.code, error.getvalue().splitlines()[-1]
    except argparse.ArgumentError as problem:
        return str(problem)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (OSError, ValueError, UnicodeError) as error:
        return type(error).__name__


def child(code, text):
    result = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True)
    return result.returncode, result.stdout, result.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        print(write_numbers(root / "n.csv", 100), read_sum(root / "n.csv"), copy_chunks(root / "n.csv", root / "copy", 64), tail(root / "n.csv", 3))
        (root / "sub").mkdir()
        (root / "sub" / "é.txt").write_text("line\r\nother\n", newline="")
        print(list(walk(root)), (root / "sub" / "é.txt").read_text().splitlines(), attempt(open, root / "none"), attempt((root / "sub").read_bytes))
        with open(root / "copy", "r+b") as file:
            file.truncate(5)
            print(file.read(), file.closed, attempt(file.seek, -1))
        print(file.closed, attempt(file.read), os.path.splitext("a.tar.gz"))
    counted = Counted()
    print("a", "b", 3, sep="-", end="!\n", file=counted)
    print(repr(counted.getvalue()), counted.writes)
    print(parse("a", "b", "-n", "3", "--flag"), parse("-n", "0", "x"), parse("--number", "z", "x"))
    config = configparser.ConfigParser()
    config.read_string("[a]\nx = 1\ny = %(x)s2\n[b]\nflag = yes\n")
    print({s: dict(config[s]) for s in config.sections()}, config["b"].getboolean("flag"), config.get("a", "z", fallback=None))
    print(child("import sys; print(sys.stdin.read()[::-1], end='')", "abc"), child("raise SystemExit(4)", "")[0])
    read, write = os.pipe()
    os.write(write, b"through a pipe")
    os.close(write)
    print(os.read(read, 100), os.close(read), sorted(k for k in os.environ if k.startswith("NO_SUCH_PREFIX")))


if __name__ == "__main__":
    main()
