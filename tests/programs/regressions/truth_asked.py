"""How often `and` and `or` inside of each other ask for a truth value, and with what result."""

LOG = []
class B:
    def __init__(self, name, truth): self.name, self.truth = name, truth
    def __bool__(self):
        LOG.append(self.name)
        return self.truth
    def __repr__(self): return self.name
    def __lt__(self, other): return self
def or_and(a, b, c): return (a or b) and c
def and_or(a, b, c): return (a and b) or c
def or_or(a, b, c): return (a or b) or c
def and_and(a, b, c): return (a and b) and c
def deep(a, b, c): return ((a or b) and c) or a
def deep2(a, b, c): return ((a and b) or c) and b
def deep3(a, b, c): return ((a or b) or c) and b
def right(a, b, c): return a and (b or c)
def right2(a, b, c): return a or (b and c)
def right3(a, b, c): return a or (b or c)
def right4(a, b, c): return a and (b and c)
def nested_right(a, b, c): return a and (b or c) and a
def nots(a, b, c): return not (a or b) and c
def cond(a, b, c): return 1 if (a or b) and c else 2
def cond2(a, b, c):
    if ((a and b) or c): return 1
def ifexp(a, b, c): return (a if b else c) or a
def ifexp2(a, b, c): return (a if (b or c) else c) and a
def chain(a, b, c): return (a < b < c) and c
def chain2(a, b, c): return (a < b < c) or c
def cond3(a, b, c): return 1 if ((a or b) or c) and a else 2
def walrus(a, b, c): return (x := (a or b)) and c
def in_call(a, b, c): return repr((a or b) and (b and c))
def mix(a, b, c): return ((a or b) and (b or c)) or (a and c)
def loop(a, b, c):
    while (a or b) and c:
        return 5
FS = [v for v in list(globals().values()) if callable(v) and v is not B]
def default(a, b, c): return (a or 'v') and b
def default2(a, b, c): return (a and 0) or b
def ended(a, b, c): return (a and 0) and b
def ended2(a, b, c): return (a or 1) or b
def three(a, b, c): return (a or b or c) and (a and b and c) and (c or b)
def typed(a, b, c): return ((a.truth or b.truth) and c.truth) or (1 if a.truth and b.truth else 2.0)
def numbers(a, b, c):
    x = 0
    for i in range(4):
        x += ((i or x) and 3) or (i and (x or 2))
    return x
FS += [default, default2, ended, ended2, three, typed, numbers]


def main():
    for f in FS:
        for k in range(8):
            LOG.clear()
            r = f(B("a", bool(k & 1)), B("b", bool(k & 2)), B("c", bool(k & 4)))
            print(f.__name__, k, r, LOG)


if __name__ == "__main__":
    main()
