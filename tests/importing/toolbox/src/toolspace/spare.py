"""A single module in a namespace package."""


def spare():
    return __name__, __package__


if __name__ == "__main__":
    print(*spare())
