"""A signal that comes during a call is handled before the protected code around it ends."""
import _thread
import asyncio
import contextlib
import signal


class Manager:
    def __enter__(self):
        print("enter")

    def __exit__(self, kind, error, traceback):
        print("exit", kind and kind.__name__)
        return True

    async def __aenter__(self):
        print("enter")

    async def __aexit__(self, kind, error, traceback):
        print("exit", kind and kind.__name__)
        return True


def caught():
    try:
        _thread.interrupt_main()
    except KeyboardInterrupt:
        return "caught"


def returned():
    try:
        return _thread.interrupt_main()
    except KeyboardInterrupt:
        return "caught"


def left():
    for item in "ab":
        try:
            _thread.interrupt_main()
            if item:
                continue
        except KeyboardInterrupt:
            return "caught"


def cleaned():
    try:
        try:
            _thread.interrupt_main()
        finally:
            print("cleaned", contextlib.nullcontext(1).enter_result)
    except KeyboardInterrupt:
        return "caught"


def managed():
    with Manager():
        _thread.interrupt_main()
    return "left"


def managed_return():
    with Manager():
        return _thread.interrupt_main()
    return "left"


def generator():
    try:
        _thread.interrupt_main()
    except KeyboardInterrupt:
        yield "caught"


async def asynchronous():
    async with Manager():
        _thread.interrupt_main(signal.SIGUSR1)
    return "left"


def handler(number, frame):
    raise KeyError(number)


def main():
    for function in (caught, returned, left, cleaned, managed, managed_return):
        print(function.__name__, function())
    print(*generator())
    signal.signal(signal.SIGUSR1, handler)
    print(asyncio.run(asynchronous()))


main()
