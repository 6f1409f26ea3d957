# SPDX-License-Identifier: Apache-2.0
"""Packets between tasks of a small operating system: state machines in classes, linked lists."""

SIZE = 3

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
K_DEVICE, K_WORK = 0, 1


class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class State:
    def __init__(self):
        self.packet_pending = False
        self.task_waiting = False
        self.task_holding = False

    def running(self):
        self.packet_pending = self.task_waiting = self.task_holding = False
        return self

    def waiting_with_packet(self):
        self.packet_pending = self.task_waiting = True
        self.task_holding = False
        return self

    def held_or_waiting(self):
        return self.task_holding or (not self.packet_pending and self.task_waiting)

    def has_packet(self):
        return self.packet_pending and self.task_waiting and not self.task_holding


class Task(State):
    def __init__(self, system, ident, priority, queue, record):
        super().__init__()
        self.system = system
        self.link = system.tasks
        self.ident = ident
        self.priority = priority
        self.input = queue
        self.record = record
        system.tasks = self
        system.table[ident] = self
        if queue is not None:
            self.waiting_with_packet()

    def add_packet(self, packet, old):
        if self.input is None:
            self.input = packet
            self.packet_pending = True
            if self.priority > old.priority:
                return self
        else:
            packet.append_to(self.input)
        return old

    def run_task(self):
        if self.has_packet():
            packet = self.input
            self.input = packet.link
            if self.input is None:
                self.running()
            else:
                self.packet_pending = True
                self.task_waiting = self.task_holding = False
        else:
            packet = None
        return self.step(packet)

    def wait(self):
        self.task_waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.task_holding = True
        return self.link

    def release(self, ident):
        task = self.system.table[ident]
        task.task_holding = False
        return task if task.priority > self.priority else self

    def queue_packet(self, packet):
        task = self.system.table[packet.ident]
        self.system.queued += 1
        packet.link = None
        packet.ident = self.ident
        return task.add_packet(packet, self)


class IdleTask(Task):
    def step(self, packet):
        self.record[1] -= 1
        if self.record[1] == 0:
            return self.hold()
        if self.record[0] & 1 == 0:
            self.record[0] //= 2
            return self.release(DEVICE_A)
        self.record[0] = self.record[0] // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkerTask(Task):
    def step(self, packet):
        if packet is None:
            return self.wait()
        destination = HANDLER_B if self.record[0] == HANDLER_A else HANDLER_A
        self.record[0] = destination
        packet.ident = destination
        packet.datum = 0
        for i in range(4):
            self.record[1] += 1
            if self.record[1] > 26:
                self.record[1] = 1
            packet.data[i] = 64 + self.record[1]
        return self.queue_packet(packet)


class HandlerTask(Task):
    def step(self, packet):
        if packet is not None:
            slot = 0 if packet.kind == K_WORK else 1
            self.record[slot] = packet.append_to(self.record[slot])
        work = self.record[0]
        if work is not None:
            count = work.datum
            if count >= 4:
                self.record[0] = work.link
                return self.queue_packet(work)
            device = self.record[1]
            if device is not None:
                self.record[1] = device.link
                device.datum = work.data[count]
                work.datum = count + 1
                return self.queue_packet(device)
        return self.wait()


class DeviceTask(Task):
    def step(self, packet):
        if packet is None:
            packet = self.record[0]
            if packet is None:
                return self.wait()
            self.record[0] = None
            return self.queue_packet(packet)
        self.record[0] = packet
        return self.hold()


class System:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.holds = self.queued = 0

    def schedule(self):
        task = self.tasks
        while task is not None:
            if task.held_or_waiting():
                task = task.link
            else:
                task = task.run_task()


def packets(ident, kind, count):
    queue = None
    for _ in range(count):
        queue = Packet(queue, ident, kind)
    return queue


def run(n):
    result = []
    for _ in range(n):
        system = System()
        IdleTask(system, IDLE, 1, None, [1, 1000])
        WorkerTask(system, WORKER, 1000, packets(0, K_WORK, 2), [HANDLER_A, 0])
        HandlerTask(system, HANDLER_A, 2000, packets(DEVICE_A, K_DEVICE, 3), [None, None])
        HandlerTask(system, HANDLER_B, 3000, packets(DEVICE_B, K_DEVICE, 3), [None, None])
        DeviceTask(system, DEVICE_A, 4000, None, [None])
        DeviceTask(system, DEVICE_B, 5000, None, [None])
        system.table[IDLE].running()
        system.schedule()
        result.append((system.holds, system.queued))
    return result
