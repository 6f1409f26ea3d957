"""Methods that an attribute of one instance hides, called where instances with a dict had none."""


class Source:
    def read(self):
        return self._next()

    def _next(self):
        return "class"


def hide(source):
    source._next = lambda: "instance"
    return source


def main():
    shown = Source()
    shown.__dict__
    hide(shown)
    del shown._next
    print({shown.read() for _ in range(100)})
    print(hide(Source()).read(), Source().read(), hide(shown).read())


if __name__ == "__main__":
    main()
