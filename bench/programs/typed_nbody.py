# SPDX-License-Identifier: Apache-2.0
"""Planets with annotations: float attributes of objects of one class."""

SIZE = 6_000


class Body:
    x: float
    y: float
    vx: float
    vy: float
    mass: float

    def __init__(self, x: float, y: float, vx: float, vy: float, mass: float) -> None:
        self.x = x
        self.y = y
        self.vx = vx
        self.vy = vy
        self.mass = mass

    def energy(self) -> float:
        return 0.5 * self.mass * (self.vx * self.vx + self.vy * self.vy)

    def pull(self, other: "Body", dt: float) -> None:
        dx = self.x - other.x
        dy = self.y - other.y
        squared = dx * dx + dy * dy + 0.01
        magnitude = dt / (squared * squared**0.5)
        self.vx -= dx * other.mass * magnitude
        self.vy -= dy * other.mass * magnitude

    def move(self, dt: float) -> None:
        self.x += self.vx * dt
        self.y += self.vy * dt


def step(bodies: list[Body], dt: float) -> None:
    for body in bodies:
        for other in bodies:
            if other is not body:
                body.pull(other, dt)
    for body in bodies:
        body.move(dt)


def run(n: int) -> float:
    bodies = [
        Body(0.0, 0.0, 0.0, 0.0, 39.5),
        Body(4.84, -1.16, 0.606, 2.81, 0.0377),
        Body(8.34, 4.12, -1.01, 1.82, 0.0113),
        Body(12.89, -15.11, 1.08, 0.869, 0.0017),
    ]
    for _ in range(n):
        step(bodies, 0.01)
    return sum(body.energy() for body in bodies)
