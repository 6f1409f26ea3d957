"""f-strings, str.format and %: conversions, nesting, attribute and index fields, errors."""
import datetime
import string


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Point({self.x!r}, {self.y!r})"

    def __str__(self):
        return f"<{self.x}; {self.y}>"

    def __format__(self, spec):
        return f"[{spec}|{self.x:{spec or 'd'}}]" if spec else str(self)


class Upper(string.Formatter):
    def convert_field(self, value, conversion):
        return str(value).upper() if conversion == "u" else super().convert_field(value, conversion)


def fields(name, value, items):
    width = 8
    yield f"{name}", f"{name!r}", f"{name!a}", f"{name:>{width}}", f"{name:^{width + 2}}|"
    yield f"{value:+d}", f"{value:#x}", f"{value:,}", f"{value!r:>6}", f"{value=}", f"{value=:05d}"
    yield f"{items[0]} {items[-1]!r} {len(items)} {[i * 2 for i in items]}"
    yield f"{'nested ' + f'{name:{width}}' + '!'}", f"{{literal}} {{{name}}}"
    yield f"{(lambda q: q * 2)(value)}", f"{value if value > 1 else 'small'}", f'{name + "q"}'
    yield f"""multi
line {value}"""


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        lines.append(" | ".join(str(cell).rjust(width) for cell, width in zip(row, widths)))
    return "\n".join(lines)


def main():
    for name, value in (("ann", 5), ("日本", 12345), ("", 0)):
        for line in fields(name, value, [value, name, 3]):
            print(line)
    point = Point(3, 4)
    print(f"{point} {point!r} {point:d} {point!s:>12}", "{0.x} {0.y:03} {p!r}".format(point, p=point))
    print("{} {} {}".format(1, "a", None), "{1} {0} {1}".format("a", "b"), "{a[k]} {b[0]}".format(a={"k": 1}, b=[2]))
    print("{:{}}|{:>{w}.{p}f}".format("x", 5, 3.14159, w=9, p=2), "{!r:^8}".format("é"))
    print("%s %r %5s|%-5s|%.2s %c %c" % ("a", "b", "c", "d", "efg", "h", 105), "%(a)s-%(b)03d" % {"a": 1, "b": 2})
    print("%s" % (1,), "%s" % [1], "%s %s" % ((1, 2), 3), "%*d" % (5, 42), "100%%" % ())
    print(attempt("{}".format), attempt("{a}".format, 1), attempt("{0} {}".format, 1, 2),
          attempt("{:d}".format, "x"), attempt("{".format), attempt("{0.z}".format, point))
    print(attempt(lambda: "%d" % "x"), attempt(lambda: "%s %s" % 1), attempt(lambda: "%s" % (1, 2)),
          attempt(lambda: "%(a)s" % {}), attempt(lambda: "%q" % 1), attempt(lambda: f"{1:q}"))
    print(f"{datetime.date(2024, 2, 29):%d.%m.%Y} {datetime.timedelta(days=1, seconds=5)}")
    print(Upper().format("{0!u} {x!u}", "abc", x="déf"), string.Template("$a ${b}s $$").substitute(a=1, b=2))
    print(table([("name", "n"), ("long name here", 12345), ("x", -1)]))
    print("".join(f"{i:02x}" for i in range(0, 256, 17)), f"{1e10:g} {10**20:e} {2**100:_}")


if __name__ == "__main__":
    main()
