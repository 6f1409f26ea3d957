"""Signals that arrive while Python code runs, and waiting for descriptors."""

import os
import select
import selectors
import signal

arrived = []
signal.signal(signal.SIGALRM, lambda number, frame: arrived.append((number, frame is not None)))
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.01)
rounds = 0
while len(arrived) < 3:
    rounds += 1
print(arrived[:3], rounds > 0, signal.setitimer(signal.ITIMER_REAL, 0)[1])

signal.signal(signal.SIGUSR1, lambda number, frame: print("handled", number))
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]))
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigpending(), signal.sigwait([signal.SIGUSR1]))
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigtimedwait([signal.SIGUSR1], 1).si_signo, signal.sigtimedwait([signal.SIGUSR1], 0))
print(signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1]) == {signal.SIGUSR1})
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("interrupted")

read, write = os.pipe()
os.set_blocking(write, False)
print(signal.set_wakeup_fd(write))
os.kill(os.getpid(), signal.SIGUSR1)
print(os.read(read, 10), signal.set_wakeup_fd(-1) == write)

with selectors.DefaultSelector() as selector:
    selector.register(read, selectors.EVENT_READ, "data")
    print(type(selector).__name__, selector.select(0))
    os.write(write, b"1")
    print([(key.data, events) for key, events in selector.select(1)])
print([len(ready) for ready in select.select([read], [write], [], 1)])
poller = select.poll()
poller.register(read, select.POLLIN)
poller.register(write, select.POLLOUT)
print([events for _, events in poller.poll(100)])
poller.unregister(write)
for wrong in lambda: poller.modify(write, 0), lambda: poller.unregister(write), lambda: poller.register(-1):
    try:
        wrong()
    except (OSError, KeyError, ValueError) as error:
        print(type(error).__name__)

os.close(read)

try:
    os.write(write, b"x")
except BrokenPipeError as error:
    print(error)
