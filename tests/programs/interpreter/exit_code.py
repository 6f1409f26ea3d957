"""sys.exit through finally blocks, context managers and nested calls."""
import contextlib
import sys


def leave(code):
    try:
        sys.exit(code)
    finally:
        print("finally before exit", code)


@contextlib.contextmanager
def scope():
    try:
        yield
    finally:
        print("scope closed")


def attempt(code):
    try:
        leave(code)
    except SystemExit as stop:
        return stop.code


def main():
    print(attempt(3), attempt("text"), attempt(None))
    with scope():
        leave(7)


if __name__ == "__main__":
    main()
