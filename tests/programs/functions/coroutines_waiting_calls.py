"""Methods whose arguments await: exceptions make interpreter and native code take turns."""

import types


@types.coroutine
def pause(value):
    return (yield value)


class Log(list):
    def both(self, first, second=None):
        self.append((first, second))
        return first


async def collect(log, n):
    for number in range(n):
        try:
            log.append(await pause(number))
            log.both(await pause("first"), second=await pause("second"))
            log.both(log.both(await pause(1), [await pause(2)]))
        except KeyError as error:
            log.append(repr(error))
    return log


def play(log, turns):
    """Throw at each of the *turns*, else send."""
    coroutine = collect(log, 4)
    sent = None
    for turn in range(100):
        try:
            if turn in turns:
                coroutine.throw(KeyError(turn))
                sent = turn
            else:
                sent = [coroutine.send(sent)]
        except StopIteration as end:
            return end.value
    return "goes on"


for first in range(1, 8):
    print(first, play(Log(), (first,)))
    print(first, play(Log(), (first, first + 1, first + 4)))
for _ in range(3000):
    play(Log(), (2, 3, 7))
