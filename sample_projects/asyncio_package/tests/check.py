import asyncio
import inspect

import pipeline_demo as demo

assert asyncio.run(demo.squares(4)) == [0, 1, 4, 9, "closed"]
assert inspect.iscoroutinefunction(demo.squares) and inspect.isasyncgenfunction(demo.numbers)


async def collect():
    return [number async for number in demo.numbers(3)]


assert asyncio.run(collect()) == [0, 1, 2]
log = []
try:
    asyncio.run(demo.fail_together(log))
except* ValueError as group:
    assert [str(error) for error in group.exceptions] == ["one"]
except* KeyError as group:
    assert len(group.exceptions) == 1
assert log == ["enter ValueError", "leave ValueError", "enter KeyError", "leave KeyError"], log
print("ok")
