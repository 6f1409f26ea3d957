"""multiprocessing: spawned processes, the fork server, and the tracker of resources."""

import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.managers import BaseManager

STARTED_AS = __name__


class Account:
    def __init__(self, balance):
        self.balance = balance

    def pay(self, amount):
        self.balance += amount
        return self.balance


class Bank(BaseManager):
    pass


Bank.register("Account", Account)


def describe(connection, *words):
    main = sys.modules["__main__"]
    names = (STARTED_AS, main.__name__, __name__, main is sys.modules["__mp_main__"])
    connection.send((names, words, len(sys.argv), multiprocessing.current_process().name))
    connection.send(os.path.basename(__file__) == os.path.basename(main.__file__))
    connection.close()


def begin_another(context_name, connection):
    context = multiprocessing.get_context(context_name)
    child = context.Process(target=describe, args=(connection, "from a child"), name="second")
    child.start()
    child.join()
    sys.exit(child.exitcode + 3)


def square(n):
    if n == 7:
        raise ValueError("seven")
    return n * n


def count(lock, queue, n):
    with lock:
        queue.put(n)


def show_processes(method):
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    for target, args in [(describe, (theirs, "a", 1)), (begin_another, (method, theirs))]:
        child = context.Process(target=target, args=args, name="first")
        child.start()
        print(method, ours.recv(), ours.recv())
        child.join()
        print(method, child.exitcode)
    lock, queue = context.Lock(), context.Queue()
    children = [context.Process(target=count, args=(lock, queue, n)) for n in range(2)]
    for child in children:
        child.start()
    print(method, sorted(queue.get() for _ in children))
    for child in children:
        child.join()


def show_pools(method):
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        print(method, list(executor.map(square, range(4))), executor.submit(square, 7).exception())
    with context.Pool(1) as pool:
        print(method, pool.map(square, range(5)))
    with Bank(ctx=context) as bank:
        account = bank.Account(10)
        print(method, account.pay(5), account.pay(6))


def show_tracker():
    resource_tracker.ensure_running()
    print(resource_tracker._resource_tracker._check_alive())
    semaphore = multiprocessing.get_context("spawn").Semaphore(2)
    print(semaphore.acquire(timeout=1), semaphore)


if __name__ == "__main__":
    for name in ("spawn", "forkserver"):
        show_processes(name)
        show_pools(name)
    show_tracker()
