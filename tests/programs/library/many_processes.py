"""multiprocessing: processes by fork, queues, locks, pools, and futures."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def square(n):
    return n * n


def fail(n):
    raise ValueError(f"not {n}")


def put(queue, lock, n):
    with lock:
        queue.put((n, multiprocessing.current_process().name))


def talk(connection):
    connection.send([connection.recv() + 1])
    connection.close()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    queue, lock = context.Queue(), context.Lock()
    processes = [context.Process(target=put, args=(queue, lock, i), name=f"p{i}") for i in range(3)]
    for process in processes:
        process.start()
    print(sorted(queue.get() for _ in processes))
    for process in processes:
        process.join()
    print([process.exitcode for process in processes])

    ours, theirs = context.Pipe()
    process = context.Process(target=talk, args=(theirs,))
    process.start()
    ours.send(41)
    print(ours.recv())
    process.join()

    with context.Pool(2) as pool:
        print(pool.map(square, range(8)))
        try:
            pool.apply(fail, (3,))
        except ValueError as error:
            print(error)
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        print(list(executor.map(square, range(4))), executor.submit(square, 9).result())
        print(type(executor.submit(fail, 5).exception()).__name__)

    semaphore = context.BoundedSemaphore(2)
    print(semaphore.acquire(), semaphore.acquire(), semaphore.acquire(timeout=0.01))
    semaphore.release()
    semaphore.release()
    try:
        semaphore.release()
    except ValueError as error:
        print(error)
