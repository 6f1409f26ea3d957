"""State machines and parsers with deeply nested control flow, early exits and interlocked finallys."""


def classify(text):
    state = "start"
    out = []
    token = ""
    i = 0
    while i <= len(text):
        c = text[i] if i < len(text) else None
        if state == "start":
            if c is None:
                break
            if c.isspace():
                i += 1
                continue
            if c.isdigit():
                state = "number"
            elif c.isalpha() or c == "_":
                state = "name"
            elif c in "\"'":
                state, quote = "string", c
                i += 1
                continue
            else:
                out.append(("op", c))
                i += 1
                continue
        if state == "number":
            if c is not None and (c.isdigit() or c == "."):
                token += c
                i += 1
            else:
                out.append(("number", float(token) if "." in token else int(token)))
                token, state = "", "start"
        elif state == "name":
            if c is not None and (c.isalnum() or c == "_"):
                token += c
                i += 1
            else:
                out.append(("name", token))
                token, state = "", "start"
        elif state == "string":
            if c is None:
                raise SyntaxError(f"unterminated {quote}{token}")
            if c == quote:
                out.append(("string", token))
                token, state = "", "start"
            else:
                token += c
            i += 1
    else:
        out.append("ran off")
    return out


def labyrinth(n):
    log = []
    for a in range(n):
        try:
            for b in range(n):
                try:
                    if a == b == 1:
                        log.append("both 1")
                        continue
                    if b == 2:
                        log.append("b is 2")
                        break
                    if a == 3:
                        return log
                    while True:
                        try:
                            if a > b:
                                raise ValueError((a, b))
                            log.append((a, b))
                            break
                        except ValueError as error:
                            log.append(str(error))
                            if b:
                                raise KeyError from error
                            break
                        else:
                            log.append("never")
                        finally:
                            log.append("inner")
                finally:
                    log.append("middle")
            else:
                log.append("no break")
        except KeyError as error:
            log.append(repr(error.__cause__))
        finally:
            if a == 3:
                log.append("returning")
    return "fell through"


def retry(action, times):
    attempts = []
    while times:
        times -= 1
        try:
            result = action(times)
        except ValueError as error:
            attempts.append(str(error))
            if times == 1:
                continue
        except TypeError:
            break
        else:
            return result, attempts
        finally:
            attempts.append("tried")
    else:
        return "gave up", attempts
    return "broken", attempts


def flaky(n):
    if n == 0:
        return "ok"
    raise ValueError(f"try {n}")


def broken(n):
    raise TypeError


def always(n):
    raise ValueError("always")


def finally_maze(kind):
    log = []
    try:
        try:
            try:
                if kind == "raise":
                    raise KeyError("one")
                if kind == "return":
                    return log
                log.append("body")
            finally:
                log.append("first")
                if kind == "replace":
                    raise IndexError("two")
        except KeyError:
            log.append("key")
            raise
        finally:
            log.append("second")
    except (KeyError, IndexError) as error:
        log.append(type(error).__name__)
    finally:
        log.append("third")
    log.append("end")
    return log


def bubble(values):
    n = len(values)
    while True:
        swapped = False
        for i in range(1, n):
            if values[i - 1] > values[i]:
                values[i - 1], values[i] = values[i], values[i - 1]
                swapped = True
        if not swapped:
            return values
        n -= 1


def ladder(x):
    if x < 0:
        kind = "negative"
    elif x == 0:
        kind = "zero"
    elif x < 10:
        kind = "small" if x % 2 else "small even"
    elif x < 100 and not x % 11:
        kind = "double digit"
    else:
        if x > 1000:
            kind = "huge"
        else:
            kind = "medium"
    return kind


def define_in_branches(flag):
    if flag:
        def helper(x):
            return x + 1
        value = 1
    else:
        class helper:
            def __init__(self, x):
                self.x = x
        value = "s"
    made = helper(value) if flag else helper(value).x
    return made


def empty_bodies(n):
    for _ in range(n):
        pass
    while n > 0:
        n -= 1
    if n:
        ...
    else:
        pass
    try:
        pass
    except Exception:
        pass
    with open(__file__):
        pass
    return n


def main():
    print(classify("x1 = 3.25 + foo_bar(12, 'a b') * \"q\" "), classify(""), classify("7"))
    try:
        classify("a 'open")
    except SyntaxError as error:
        print(error)
    print(labyrinth(5), labyrinth(2))
    print(retry(flaky, 3), retry(broken, 3), retry(always, 3), retry(flaky, 0))
    print([finally_maze(kind) for kind in ("raise", "return", "replace", "none")])
    print(bubble([5, 2, 9, 1, 5, 6]), [ladder(x) for x in (-5, 0, 3, 4, 22, 50, 500, 5000, 1.5, -0.0)], define_in_branches(True), define_in_branches(False), empty_bodies(3))


if __name__ == "__main__":
    main()
