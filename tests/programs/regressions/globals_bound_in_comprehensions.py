"""`:=` in a comprehension binds a global variable that the function declares."""

seen = last = None


def local_twin():
    global seen
    return [seen := item for item in range(3)], seen, {item: seen for item in "a"}


def kept(shared):
    global last

    def inner():
        global last
        found = {last := item + shared for item in range(3)}
        return found, last + 1

    return inner(), last


def changed():
    global seen
    items = [seen := 1 for _ in "a"]
    replace()
    return items, seen


def replace():
    global seen
    seen = "replaced"


def main():
    print(local_twin(), seen)
    print(kept(10), last)
    print(changed(), seen)


main()
