"""Object-heavy programs: a bank of tasks and queues, an event loop, binary trees, a linked list, an LRU."""
import heapq


class Event:
    __slots__ = ("time", "order", "action")
    made = 0

    def __init__(self, time, action):
        Event.made += 1
        self.time, self.order, self.action = time, Event.made, action

    def __lt__(self, other):
        return (self.time, self.order) < (other.time, other.order)


class Simulator:
    def __init__(self):
        self.now, self.queue, self.log = 0.0, [], []

    def schedule(self, delay, action):
        heapq.heappush(self.queue, Event(self.now + delay, action))

    def run(self, until):
        while self.queue and self.queue[0].time <= until:
            event = heapq.heappop(self.queue)
            self.now = event.time
            event.action(self)
        return len(self.queue)


class Customer:
    def __init__(self, name, patience):
        self.name, self.patience = name, patience

    def arrive(self, simulator):
        simulator.log.append(f"{simulator.now:.1f} {self.name} arrives")
        simulator.schedule(self.patience, self.leave)

    def leave(self, simulator):
        simulator.log.append(f"{simulator.now:.1f} {self.name} leaves")
        if self.patience > 1:
            self.patience /= 2
            simulator.schedule(0.25, self.arrive)


class Tree:
    def __init__(self, left=None, right=None):
        self.left, self.right = left, right

    @classmethod
    def make(cls, depth):
        return cls(cls.make(depth - 1), cls.make(depth - 1)) if depth else cls()

    def check(self):
        return 1 if self.left is None else 1 + self.left.check() + self.right.check()


class LinkedList:
    class Node:
        def __init__(self, value, next):
            self.value, self.next = value, next

    def __init__(self, values=()):
        self.head, self.size = None, 0
        for value in reversed(list(values)):
            self.push(value)

    def push(self, value):
        self.head = self.Node(value, self.head)
        self.size += 1

    def pop(self):
        if self.head is None:
            raise IndexError("pop from an empty list")
        node, self.head = self.head, self.head.next
        self.size -= 1
        return node.value

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def __len__(self):
        return self.size

    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous
        return self


class Cache:
    def __init__(self, size):
        self.size, self.data, self.hits = size, {}, 0

    def get(self, key, compute):
        if key in self.data:
            self.hits += 1
            value = self.data.pop(key)
        else:
            value = compute(key)
            if len(self.data) >= self.size:
                del self.data[next(iter(self.data))]
        self.data[key] = value
        return value


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __mul__(self, other):
        return Matrix([[sum(a * b for a, b in zip(row, column)) for column in zip(*other.rows)] for row in self.rows])

    def __pow__(self, n):
        result = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))])
        base = self
        while n:
            if n & 1:
                result = result * base
            base = base * base
            n >>= 1
        return result


class Machine:
    def __init__(self, program):
        self.program, self.registers, self.at, self.steps = program, dict.fromkeys("abcd", 0), 0, 0

    def value(self, operand):
        return self.registers[operand] if operand in self.registers else int(operand)

    def op_cpy(self, x, y):
        self.registers[y] = self.value(x)

    def op_inc(self, x):
        self.registers[x] += 1

    def op_dec(self, x):
        self.registers[x] -= 1

    def op_jnz(self, x, y):
        if self.value(x):
            self.at += self.value(y) - 1

    def run(self):
        while self.at < len(self.program):
            name, *operands = self.program[self.at].split()
            getattr(self, "op_" + name)(*operands)
            self.at += 1
            self.steps += 1
        return self.registers, self.steps


class Bank:
    def __init__(self):
        self.accounts = {}

    def transfer(self, source, target, amount):
        try:
            if self.accounts[source] < amount:
                raise ValueError("insufficient funds")
            self.accounts[source] -= amount
            self.accounts[target] += amount
        except KeyError as error:
            return f"no account {error}"
        except ValueError as error:
            return str(error)
        else:
            return "ok"


def main():
    simulator = Simulator()
    for i, name in enumerate(("ann", "bob", "cid")):
        simulator.schedule(i * 0.5, Customer(name, 3 - i).arrive)
    print(simulator.run(5), *simulator.log, sep="\n")
    print(Tree.make(10).check(), Tree.make(0).check())
    values = LinkedList("abcd")
    print(list(values), len(values), values.pop(), list(values.reverse()), [values.pop() for _ in range(3)])
    try:
        values.pop()
    except IndexError as error:
        print(error)
    cache = Cache(3)
    print([cache.get(k, lambda key: key * key) for k in (1, 2, 1, 3, 4, 2, 1)], cache.hits, list(cache.data))
    print((Matrix([[1, 1], [1, 0]]) ** 90).rows)
    print(Machine(["cpy 41 a", "inc a", "inc a", "dec a", "jnz a 2", "dec a", "cpy 5 b", "dec b", "inc c", "jnz b -2"]).run())
    bank = Bank()
    bank.accounts.update(a=100, b=0)
    print([bank.transfer(*t) for t in (("a", "b", 70), ("a", "b", 70), ("x", "b", 1), ("b", "y", 1))], bank.accounts)


if __name__ == "__main__":
    main()
