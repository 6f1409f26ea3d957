# SPDX-License-Identifier: Apache-2.0
"""An operating system in miniature: tasks, queues and messages as objects of several classes."""

SIZE = 2_500

IDLE, WORKER, HANDLER = range(3)


class Packet:
    def __init__(self, link, owner, kind):
        self.link, self.owner, self.kind = link, owner, kind
        self.datum = 0

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        packet = queue
        while packet.link is not None:
            packet = packet.link
        packet.link = self
        return queue


class Task:
    def __init__(self, scheduler, identity, priority):
        self.scheduler, self.identity, self.priority = scheduler, identity, priority
        self.queue = None
        self.waiting = False
        self.held = False
        scheduler.add(self)

    def take(self):
        packet = self.queue
        if packet is not None:
            self.queue = packet.link
        return packet

    def send(self, identity, packet):
        target = self.scheduler.by_identity[identity]
        packet.owner = self.identity
        target.queue = packet.append_to(target.queue)
        target.waiting = False
        self.scheduler.sent += 1

    def runnable(self):
        return not self.held and not (self.waiting and self.queue is None)


class IdleTask(Task):
    def __init__(self, scheduler, count):
        super().__init__(scheduler, IDLE, 0)
        self.count = count
        self.state = 1

    def step(self):
        if self.count == 0:
            self.held = True
            return
        self.count -= 1
        if self.state & 1:
            self.state = self.state >> 1 ^ 0xD008
            self.scheduler.by_identity[WORKER].held = False
        else:
            self.state >>= 1
            self.scheduler.by_identity[HANDLER].held = False


class WorkerTask(Task):
    def __init__(self, scheduler, packets):
        super().__init__(scheduler, WORKER, 1000)
        self.letter = 0
        for _ in range(packets):
            self.queue = Packet(None, WORKER, "work").append_to(self.queue)

    def step(self):
        packet = self.take()
        if packet is None:
            self.waiting = True
            return
        for _ in range(4):
            self.letter = (self.letter + 1) % 26
            packet.datum += self.letter
        self.send(HANDLER, packet)


class HandlerTask(Task):
    def __init__(self, scheduler):
        super().__init__(scheduler, HANDLER, 2000)
        self.handled = 0

    def step(self):
        packet = self.take()
        if packet is None:
            self.waiting = True
            return
        self.handled += packet.datum & 0xFF
        if self.handled % 3 == 0:
            self.held = True
        self.send(WORKER, packet)


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.by_identity = {}
        self.sent = 0

    def add(self, task):
        self.by_identity[task.identity] = task
        self.tasks.append(task)
        self.tasks.sort(key=lambda each: -each.priority)

    def run(self):
        steps = 0
        while True:
            for task in self.tasks:
                if task.runnable():
                    task.step()
                    steps += 1
                    break
            else:
                return steps


def run(n):
    total = 0
    scheduler = Scheduler()
    idle = IdleTask(scheduler, n)
    WorkerTask(scheduler, 3)
    handler = HandlerTask(scheduler)
    for _ in range(6):
        idle.count = n
        idle.held = False
        total += scheduler.run()
    return total, scheduler.sent, handler.handled
