# SPDX-License-Identifier: Apache-2.0
"""Child processes: pipelines of commands, a pool with its queue, executors, temporary files, arguments."""

import argparse
import concurrent.futures
import contextlib
import io
import multiprocessing
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

WORDS = "the cat and the dog and the bird\nand a cat\n" * 3


def run_pipeline(text):
    sort = subprocess.Popen(["sort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    unique = subprocess.Popen(["uniq", "-c"], stdin=sort.stdout, stdout=subprocess.PIPE, text=True)
    sort.stdout.close()
    sort.stdin.write("\n".join(text.split()) + "\n")
    sort.stdin.close()
    counts = [line.split() for line in unique.communicate()[0].splitlines()]
    sort.wait()
    return sorted((word, int(count)) for count, word in counts), sort.returncode, unique.returncode


def show_failures():
    for command, how in (
        (["sh", "-c", "echo out; echo err >&2; exit 3"], {"check": True}),
        (["sleep", "5"], {"timeout": 0.05}),
        (["/nonexistent/program"], {}),
        (["sh", "-c", "kill -TERM $$"], {"check": True}),
    ):
        try:
            print(subprocess.run(command, capture_output=True, text=True, **how).returncode)
        except subprocess.CalledProcessError as error:
            print(error, repr(error.stdout), repr(error.stderr))
        except (subprocess.TimeoutExpired, OSError) as error:
            print(type(error).__name__, error)


def count_words(text):
    return Counter(text.split())


def fail(number):
    if number == 2:
        raise ValueError(f"wrong number {number}")
    return number * 10


def use_pools():
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        total = sum(pool.map(count_words, WORDS.splitlines()), Counter())
        print(total.most_common(3), sorted(pool.imap_unordered(fail, [0, 1, 3])))
        result = pool.apply_async(fail, (2,))
        try:
            result.get(20)
        except ValueError as error:
            print("from a process:", error, result.successful())
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        print(list(executor.map(pow, range(5), [2] * 5)))
    with concurrent.futures.ThreadPoolExecutor(3) as executor:
        waiting = {executor.submit(fail, number): number for number in range(4)}
        ended = concurrent.futures.wait(waiting).done
        print(sorted((waiting[item], repr(item.exception())) for item in ended))


def use_shared_state():
    context = multiprocessing.get_context("fork")
    queue, counter = context.Queue(), context.Value("i", 0)

    def work(name):
        with counter.get_lock():
            counter.value += len(name)
        queue.put((name, name.upper()))

    workers = [context.Process(target=work, args=(name,)) for name in ("ann", "robert")]
    for worker in workers:
        worker.start()
    print(sorted(queue.get(timeout=20) for _ in workers))
    for worker in workers:
        worker.join()
    print(counter.value, [worker.exitcode for worker in workers])


def use_files():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, line in enumerate(WORDS.splitlines()):
            (folder / f"part{number}.txt").write_text(line)
        (folder / "sub").mkdir()
        shutil.copy(folder / "part0.txt", folder / "sub" / "copy.txt")
        print(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*[05yt].txt")))
        archive = shutil.make_archive(str(folder / "all"), "gztar", folder / "sub")
        shutil.unpack_archive(archive, folder / "again")
        print((folder / "again" / "copy.txt").read_text(), Path(archive).name)
        listing = subprocess.run(["ls", folder / "again"], stdout=subprocess.PIPE, check=True)
        print(listing.stdout, folder.exists())
    print(folder.exists())


def read_arguments():
    parser = argparse.ArgumentParser("tool", description="Counts words.")
    commands = parser.add_subparsers(dest="command", required=True)
    count = commands.add_parser("count", help="count words")
    count.add_argument("-n", "--number", type=int, default=3, metavar="N", help="(default %(default)s)")
    count.add_argument("--by", choices=["word", "letter"], default="word")
    count.add_argument("files", nargs="*", type=Path)
    for line in ("count -n 2 a b", "count --by sound", "count -n x", "", "count --help"):
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                print(parser.parse_args(line.split()))
        except SystemExit as error:
            print("exit", error.code, file=said)
        print(said.getvalue().splitlines()[-1])


def main():
    print(run_pipeline(WORDS))
    show_failures()
    use_pools()
    use_shared_state()
    use_files()
    read_arguments()


if __name__ == "__main__":
    main()
