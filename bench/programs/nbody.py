# SPDX-License-Identifier: Apache-2.0
"""Planets: float attributes of objects in a doubly nested loop."""

SIZE = 6_000


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def make_system():
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5),
        Body(4.84, -1.16, -0.104, 0.606, 2.81, -0.025, 0.0377),
        Body(8.34, 4.12, -0.404, -1.01, 1.82, 0.0084, 0.0113),
        Body(12.89, -15.11, -0.223, 1.08, 0.869, -0.0108, 0.0017),
        Body(15.38, -25.92, 0.179, 0.979, 0.594, -0.0348, 0.002),
    ]


def advance(bodies, dt):
    for i in range(len(bodies)):
        a = bodies[i]
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            distance = (dx * dx + dy * dy + dz * dz) ** 0.5
            magnitude = dt / (distance * distance * distance)
            a.vx -= dx * b.mass * magnitude
            a.vy -= dy * b.mass * magnitude
            a.vz -= dz * b.mass * magnitude
            b.vx += dx * a.mass * magnitude
            b.vy += dy * a.mass * magnitude
            b.vz += dz * a.mass * magnitude
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def run(n):
    bodies = make_system()
    for _ in range(n):
        advance(bodies, 0.01)
    return sum(body.x + body.y + body.z for body in bodies)
