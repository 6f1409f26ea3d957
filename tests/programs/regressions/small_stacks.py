"""Deep recursion in a thread with a small stack, and in what that thread forks, never crashes."""
import os
import sys
import threading
import warnings


def depth(n):
    return 0 if n == 0 else depth(n - 1) + 1


def try_deep():
    try:
        depth(20_000)
    except RecursionError:
        pass
    return depth(50)


def fork_and_try():
    if not hasattr(os, "fork"):
        return
    child = os.fork()
    if child == 0:
        try:
            os._exit(try_deep() != 50)
        finally:
            os._exit(2)
    print("child ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def in_thread(size):
    before = threading.stack_size(size)
    thread = threading.Thread(target=lambda: (print(try_deep()), fork_and_try()))
    thread.start()
    thread.join()
    threading.stack_size(before)


def main():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    warnings.simplefilter("ignore", DeprecationWarning)
    sys.stdout.flush()
    try:
        for size in (64 * 1024, 256 * 1024, 0):
            in_thread(size)
        print(try_deep())
    finally:
        sys.setrecursionlimit(limit)


if __name__ == "__main__":
    main()
