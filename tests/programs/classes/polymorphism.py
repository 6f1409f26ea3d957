"""The same call sites with many receivers: methods, attributes and operators of changing classes."""


class Shape:
    sides = 0

    def area(self):
        return 0

    def scale(self, factor):
        return f"{type(self).__name__}*{factor}"


class Square(Shape):
    sides = 4

    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3.0 * self.r * self.r


class Rectangle(Square):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b

    def area(self):
        return super().area() // self.side * self.b


class Weird:
    @property
    def sides(self):
        return "many"

    def __getattr__(self, name):
        if name == "area":
            return lambda: "computed"
        raise AttributeError(name)

    scale = "not callable"


class Static:
    sides = [1]

    @staticmethod
    def area():
        return "static"

    @classmethod
    def scale(cls, factor):
        return cls.__name__, factor


class Slots:
    __slots__ = ("sides", "area")

    def __init__(self):
        self.sides = 1
        self.area = lambda: "slot"


def areas(shapes):
    return [shape.area() for shape in shapes]


def all_sides(shapes):
    out = []
    for shape in shapes:
        out.append(shape.sides)
    return out


def scaled(shape, factor):
    try:
        return shape.scale(factor)
    except (TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def insert(self, value):
        if value < self.value:
            if self.left is None:
                self.left = Node(value)
            else:
                self.left.insert(value)
        elif self.right is None:
            self.right = Node(value)
        else:
            self.right.insert(value)

    def walk(self):
        found = self.left.walk() if self.left else []
        found.append(self.value)
        return found + (self.right.walk() if self.right else [])


class Visitor:
    def visit(self, node):
        return getattr(self, "visit_" + type(node).__name__, self.generic)(node)

    def generic(self, node):
        return f"?{node!r}"

    def visit_int(self, node):
        return node + 1

    def visit_list(self, node):
        return [self.visit(child) for child in node]


class LoudVisitor(Visitor):
    def visit_str(self, node):
        return node.upper()

    def visit_int(self, node):
        return -super().visit_int(node)


def hot(shape, n):
    total = 0
    for _ in range(n):
        total += shape.area()
    return total


def main():
    shapes = [Square(2), Circle(1), Rectangle(2, 5), Shape(), Weird(), Static(), Slots(), Static]
    for _ in range(3):
        print(areas(shapes), all_sides(shapes))
    print([scaled(shape, 2) for shape in shapes], scaled(None, 1))
    square = Square(3)
    print(hot(square, 1000))
    Square.area = lambda self: 1
    print(hot(square, 1000), areas([Rectangle(4, 2)]))
    square.area = lambda: 0.5
    print(hot(square, 10))
    square.__class__ = Circle
    del square.area
    square.r = 2
    print(hot(square, 10))
    Square.area = lambda self: self.side * self.side
    root = Node(50)
    for value in (30, 70, 20, 40, 60, 80, 30):
        root.insert(value)
    words = Node("m")
    for word in "the quick brown fox".split():
        words.insert(word)
    print(root.walk(), words.walk())
    print(Visitor().visit([1, "a", [2, None]]), LoudVisitor().visit([1, "a", [2, None]]))


if __name__ == "__main__":
    main()
