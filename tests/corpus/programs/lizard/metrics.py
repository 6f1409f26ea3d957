"""Functions of several complexities."""


class Stack:
    """A stack that counts."""

    def __init__(self, items=()):
        self.items = list(items)
        self.pushed = 0

    def push(self, item, *, twice=False):
        for _ in range(2 if twice else 1):
            self.items.append(item)
            self.pushed += 1

    def pop(self):
        return self.items.pop() if self.items else None


def classify(values, limit=10):
    # A comment on its own line
    found = {}
    for value in values:
        if value is None or value < 0:
            continue
        elif value > limit and value % 2 == 0:
            found.setdefault("large", []).append(value)
        else:
            try:
                found.setdefault(str(value), []).append(value * 2)
            except TypeError as error:
                assert error.args, "a message"
        while value > limit:
            value //= 2
    return {key: sum(v) for key, v in found.items() if all(x >= 0 for x in v)}


async def fetch(pages):
    return [page async for page in pages if page]


square = lambda x: x * x if x else 0
