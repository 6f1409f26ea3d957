"""A hot native loop lets signals and other threads in."""
import _thread
import signal
import sys
import threading
import time


def spin_until(flag, limit):
    n = 0
    while not flag and n < limit:
        n += 1
    return bool(flag)


def spin_forever():
    n = 0
    while True:
        n = (n + 1) % 1000003


def for_forever(values):
    total = 0
    while True:
        for v in values:
            total = (total + v) & 0xFFFF


def count_to(n):
    i = 0
    while i < n:
        i += 1
    return i


class Alarm(Exception):
    pass


def on_alarm(number, frame):
    raise Alarm(frame.f_code.co_name)


def interrupted(function, *arguments):
    previous = signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        function(*arguments)
    except Alarm as alarm:
        return f"stopped in {alarm}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def keyboard():
    threading.Timer(0.05, _thread.interrupt_main).start()
    try:
        spin_forever()
    except KeyboardInterrupt:
        return "KeyboardInterrupt"


def fair():
    results = {}

    def work(name):
        results[name] = count_to(300000)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results.items())


def progress():
    flag = []
    timer = threading.Timer(0.05, flag.append, [1])
    timer.start()
    seen = spin_until(flag, 10**12)
    timer.join()
    return seen


def locked(n):
    lock, shared = threading.Lock(), [0]

    def add():
        for _ in range(n):
            with lock:
                shared[0] += 1

    threads = [threading.Thread(target=add) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return shared[0]


def local_values():
    data = threading.local()
    data.x = "main"
    seen = []

    def look():
        seen.append(hasattr(data, "x"))
        data.x = "thread"

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return data.x, seen


def main():
    if hasattr(signal, "SIGALRM"):
        print(interrupted(spin_forever), interrupted(for_forever, [1, 2, 3]), interrupted(time.sleep, 5) is not None)
    print(keyboard(), fair(), progress(), locked(2000), local_values())
    sys.setswitchinterval(1e-5)
    print(locked(500), fair())
    sys.setswitchinterval(0.005)


if __name__ == "__main__":
    main()
