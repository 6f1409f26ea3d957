"""What is written in C imports modules that are written in Python, which no source of the program names."""

import operator
import time


class Slots:
    __slots__ = ("value",)


class Plain:
    pass


print(time.strptime("2001-02-03 04:05", "%Y-%m-%d %H:%M")[:5])

slots = Slots()
slots.value = 1
print(slots.__reduce_ex__(2)[2:])
print(Plain().__reduce_ex__(1)[1][1:], Plain().__reduce__()[0].__name__)
print(operator.methodcaller("f", a=1).__reduce__()[0].func.__name__)

exec("print('\\N{BULLET}' == chr(0x2022))")
exec("\ufb01x = 1\nprint(fix)")
print("\u2022".encode("ascii", "namereplace"), ascii(rb"\N{BULLET}".decode("unicode-escape")))


class File:
    def __init__(self):
        self.texts = []

    def write(self, text):
        import textwrap

        self.texts.append(textwrap.dedent(text))


file = File()
print("   a line", file=file)
print(file.texts)
