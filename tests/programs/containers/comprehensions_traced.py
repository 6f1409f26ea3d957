"""What a tracer and a profiler see of a comprehension that is written in one line."""
import sys


def walrus(xs):
    r = [last := x for x in xs if (y := x * 2) > 2]
    return r, last, y


def traced():
    def tr(frame, event, arg):
        ev.append((frame.f_code.co_name, event))
        return tr

    ev = []
    sys.settrace(tr)
    walrus([1, 2])
    sys.settrace(None)
    print(ev)
    ev = []
    sys.setprofile(lambda f, e, a: ev.append((f.f_code.co_name, e)))
    walrus([1, 2])
    sys.setprofile(None)
    print(ev)


if __name__ == "__main__":
    traced()
