# SPDX-License-Identifier: Apache-2.0
"""One call site, many classes."""

SIZE = 60_000


class Shape:
    def area(self):
        return 0

    def scaled(self, factor):
        return self.area() * factor


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Rectangle(Shape):
    def __init__(self, a, b):
        self.a, self.b = a, b

    def area(self):
        return self.a * self.b


class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3 * self.radius * self.radius


class Triangle(Rectangle):
    def area(self):
        return super().area() // 2


def run(n):
    shapes = [Square(2), Rectangle(3, 4), Circle(5), Triangle(6, 7), Shape(), Circle(1)]
    total = 0
    for i in range(n):
        shape = shapes[i % len(shapes)]
        total += shape.area() + shape.scaled(i & 3)
    return total
