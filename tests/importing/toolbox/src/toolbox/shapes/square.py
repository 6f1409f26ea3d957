class Square:
    def __init__(self, size):
        self.size = size

    def __eq__(self, other):
        return isinstance(other, Square) and self.size == other.size

    __hash__ = None


def area(size):
    return size * size
