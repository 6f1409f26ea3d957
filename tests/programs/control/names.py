"""del, global, nonlocal, unbound names and their messages, locals(), shadowed builtins."""
import builtins

counter = 0
shadow = "module"


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def count():
    global counter
    counter += 1
    return counter


def create_and_delete():
    global created
    created = [1]
    size = len(created)
    del created
    return size, attempt(lambda: created)


def unbound(flag):
    if flag:
        value = 1
    return value


def deleted():
    value = 1
    del value
    return value


def deleted_twice():
    value = 1
    del value
    del value


def unbound_in_loop(n):
    for i in range(n):
        last = i
    return last


def unbound_augmented():
    shadow += "x"
    return shadow


def deleted_handler():
    try:
        raise ValueError
    except ValueError as error:
        kept = error
    return kept, error


def free_unbound():
    def inner():
        return later
    result = attempt(inner)
    later = 5
    return result, inner()


def delete_cell():
    value = 1

    def inner():
        return value
    before = inner()
    del value
    return before, attempt(inner)


def bump():
    n = 0

    def up():
        nonlocal n
        n += 1
        return n
    up()
    up()
    return n, up()


def deep():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = x + "!"
            return x
        return inner
    return middle()(), middle()(), x


def locals_seen(a, b=2):
    c = a + b
    names = locals()
    c = 100
    return sorted(names.items())


def shadowed(len, print):
    return len, print


def use_builtin(values):
    return len(values)


def class_scope():
    x = "function"

    class C:
        y = x
        x = "class"
        z = x

        def method(self):
            return x
    return C.y if hasattr(C, "y") else None, C.z, C().method()


def delete_targets():
    values = [0, 1, 2, 3]
    box = {"a": 1, "b": 2}
    del values[0], box["a"]
    del (values[0], values[-1])
    return values, box


def declared_global_and_captured():
    """The name is a global here, and a captured variable of its own in the comprehension."""
    global shared_name
    shared_name = "global"
    made = [make() for make in [lambda: shared_name for shared_name in range(2)]]
    shared_name += "!"
    found = shared_name, made
    del shared_name
    return found


def main():
    global shadow, len
    print(declared_global_and_captured(), "shared_name" in globals())
    print(count(), count(), counter, create_and_delete())
    print(unbound(True), attempt(unbound, False), attempt(deleted), attempt(deleted_twice), unbound_in_loop(3), attempt(unbound_in_loop, 0))
    print(attempt(unbound_augmented), attempt(deleted_handler), attempt(lambda: no_such_name), attempt(lambda: prnt))
    print(free_unbound(), delete_cell(), bump(), deep(), locals_seen(1), shadowed(1, 2), attempt(class_scope), delete_targets())
    print(use_builtin("abc"))
    len = lambda values: "global len"
    print(use_builtin("abc"))
    del len
    print(use_builtin("abc"))
    original = builtins.len
    builtins.len = lambda values: "patched builtin"
    try:
        print(use_builtin("abc"))
    finally:
        builtins.len = original
    print(use_builtin("abc"), globals()["shadow"], "counter" in globals(), __name__ in ("__main__", globals()["__name__"]))
    globals()["injected"] = 42
    print(injected, attempt(eval, "injected + counter * 0"))
    exec("def made(x): return x * injected", globals())
    print(made(2))
    del globals()["injected"]
    print(attempt(made, 2), shadow)


if __name__ == "__main__":
    main()
