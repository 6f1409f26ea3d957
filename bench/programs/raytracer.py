# SPDX-License-Identifier: Apache-2.0
"""Spheres and a plane seen by rays: small classes with annotated float attributes."""

import math

SIZE = 24


class Vector:
    def __init__(self, x: float, y: float, z: float) -> None:
        self.x = x
        self.y = y
        self.z = z

    def dot(self, other: "Vector") -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def __add__(self, other: "Vector") -> "Vector":
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: "Vector") -> "Vector":
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def scale(self, factor: float) -> "Vector":
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def magnitude(self) -> float:
        return math.sqrt(self.dot(self))

    def normalized(self) -> "Vector":
        return self.scale(1.0 / self.magnitude())


class Ray:
    def __init__(self, point: Vector, direction: Vector) -> None:
        self.point = point
        self.direction = direction.normalized()

    def point_at(self, t: float) -> Vector:
        return self.point + self.direction.scale(t)


class Sphere:
    def __init__(self, centre: Vector, radius: float, colour: float) -> None:
        self.centre = centre
        self.radius = radius
        self.colour = colour

    def hit(self, ray: Ray):
        to_centre = self.centre - ray.point
        v = to_centre.dot(ray.direction)
        discriminant = self.radius * self.radius - (to_centre.dot(to_centre) - v * v)
        if discriminant < 0.0:
            return None
        return v - math.sqrt(discriminant)

    def normal_at(self, point: Vector) -> Vector:
        return (point - self.centre).normalized()


class Halfspace:
    def __init__(self, base: Vector, normal: Vector, colour: float) -> None:
        self.base = base
        self.normal = normal.normalized()
        self.colour = colour

    def hit(self, ray: Ray):
        v = ray.direction.dot(self.normal)
        if v == 0.0:
            return None
        return (self.base - ray.point).dot(self.normal) / v

    def normal_at(self, point: Vector) -> Vector:
        return self.normal


class Scene:
    def __init__(self) -> None:
        self.objects = []
        self.lights = []

    def nearest(self, ray: Ray):
        best = None
        best_t = 1e30
        for thing in self.objects:
            t = thing.hit(ray)
            if t is not None and 1e-6 < t < best_t:
                best, best_t = thing, t
        return best, best_t

    def colour(self, ray: Ray, depth: int) -> float:
        thing, t = self.nearest(ray)
        if thing is None or depth > 2:
            return 0.1
        point = ray.point_at(t)
        normal = thing.normal_at(point)
        total = 0.0
        for light in self.lights:
            towards = (light - point).normalized()
            blocker, _ = self.nearest(Ray(point, towards))
            if blocker is None:
                total += max(0.0, normal.dot(towards))
        reflected = ray.direction - normal.scale(2.0 * normal.dot(ray.direction))
        return thing.colour * total + 0.3 * self.colour(Ray(point, reflected), depth + 1)


def run(n: int) -> float:
    scene = Scene()
    scene.lights.append(Vector(30.0, 30.0, 10.0))
    scene.lights.append(Vector(-10.0, 100.0, 30.0))
    for i in range(5):
        scene.objects.append(Sphere(Vector(i - 2.0, 0.5 * i, 10.0 + i), 0.9, 0.5 + 0.1 * i))
    scene.objects.append(Halfspace(Vector(0.0, -1.0, 0.0), Vector(0.0, 1.0, 0.0), 0.8))
    eye = Vector(0.0, 1.8, -10.0)
    total = 0.0
    for y in range(n):
        for x in range(n):
            direction = Vector(x / n - 0.5, 0.4 - y / n, 1.5)
            total += scene.colour(Ray(eye, direction), 0)
    return round(total, 9)
