"""A list or set that a chain of comparisons searches, and then looks for, is made as it stands."""


def found(function, *arguments):
    try:
        return function(*arguments)
    except TypeError as error:
        return f"TypeError: {error}"


def empty_list(item, container):
    return item not in [] not in container


def constant_list(item, container):
    return item in [1, 2] in container


def constant_set(item, container):
    return item in {1, 2} in container


def variables(item, container):
    return item in [item, container] in container


def condition(item, container):
    if item in [1, 2] in container:
        return "inside"
    return "outside"


def equal(item, other):
    return item in [1, 2] == other, item in {1, 2} == other, other == [1, 2] != item in [1, 2]


async def suspended(item, container):
    return item in [1, await later(2)] in container


async def later(value):
    return value


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value


CHAINS = (empty_list, constant_list, constant_set, variables, condition)
CONTAINERS = ({}, [[1, 2]], [(1, 2)], {(1, 2)}, {frozenset((1, 2))}, [{1, 2}])

for chain in CHAINS:
    for number, container in enumerate(CONTAINERS):
        print(chain.__name__, number, found(chain, 1, container))
print(equal(1, [1, 2]), equal(1, (1, 2)), equal(2, {1, 2}), equal(3, [1, 2]))
print([found(run, suspended(1, container)) for container in CONTAINERS[1:3]])
