# SPDX-License-Identifier: Apache-2.0
"""A simulation of dataclasses with a small vector class that overloads operators."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

SIZE = 60


@dataclass(frozen=True)
class Vector:
    x: float
    y: float

    def __add__(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor)

    @property
    def length(self) -> float:
        return math.sqrt(self.x * self.x + self.y * self.y)


@dataclass
class Particle:
    position: Vector
    velocity: Vector
    mass: float = 1.0
    history: list[Vector] = field(default_factory=list)

    def kinetic_energy(self) -> float:
        return 0.5 * self.mass * self.velocity.length**2

    def move(self, dt: float) -> None:
        self.history.append(self.position)
        self.position = self.position + self.velocity * dt


@dataclass
class World:
    particles: list[Particle]
    width: float
    bounces: int = 0

    def step(self, dt: float) -> None:
        for particle in self.particles:
            particle.move(dt)
            x, y = particle.position.x, particle.position.y
            if not 0.0 <= x <= self.width:
                particle.velocity = Vector(-particle.velocity.x, particle.velocity.y)
                self.bounces += 1
            if not 0.0 <= y <= self.width:
                particle.velocity = Vector(particle.velocity.x, -particle.velocity.y)
                self.bounces += 1
        self.attract(dt)

    def attract(self, dt: float) -> None:
        for i, a in enumerate(self.particles):
            for b in self.particles[i + 1 :]:
                between = b.position - a.position
                distance = max(between.length, 0.5)
                pull = between * (0.1 * dt / distance**3)
                a.velocity = a.velocity + pull * b.mass
                b.velocity = b.velocity - pull * a.mass


def run(n: int) -> tuple[float, int]:
    particles = [
        Particle(Vector(i * 1.5 + 0.5, i * 0.75 + 0.25), Vector(1.0 - 0.2 * i, 0.1 * i), 1.0 + i)
        for i in range(10)
    ]
    world = World(particles, 20.0)
    for _ in range(n):
        world.step(0.05)
    return round(sum(p.kinetic_energy() for p in particles), 9), world.bounces
