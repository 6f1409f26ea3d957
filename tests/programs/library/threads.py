"""Threads: waiting for their end, data of each thread, and what a fork leaves of them."""

import os
import sys
import threading
import time
import warnings


class Counted(threading.local):
    def __init__(self, start):
        self.value = start
        print("made", start)


def work(number):
    time.sleep(0.01)
    done.append(number)


def look():
    counted.value += 1
    counted.myself = counted
    print(counted.value, sorted(counted.__dict__))


def fails():
    raise SystemExit


def finish_late():
    time.sleep(0.05)
    print("finished late")


done = []
threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(done), threading.active_count(), [thread.is_alive() for thread in threads])
try:
    threads[0].start()
except RuntimeError as error:
    print(error)
try:
    threading.current_thread().join()
except RuntimeError as error:
    print(str(error).lower())

counted = Counted(3)
for function in look, fails, look:
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()
print(counted.__dict__)
try:
    counted.__dict__ = {}
except AttributeError as error:
    print(error)
try:
    threading.local(1)
except TypeError as error:
    print(error)

event = threading.Event()
waiting = threading.Thread(target=event.wait)
waiting.start()
waiting.join(0.01)
print(waiting.is_alive())
event.set()
waiting.join()

sys.stdout.flush()
# The system may count a thread that has been joined for a moment longer, and fork() warns of those.
warnings.simplefilter("ignore", DeprecationWarning)
pid = os.fork()
if pid == 0:
    print(threading.active_count(), threading.current_thread() is threading.main_thread(), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
threading.Thread(target=finish_late).start()
