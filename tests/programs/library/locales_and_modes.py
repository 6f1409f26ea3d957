"""The C library's locale, modes of files, tracebacks of crashes: _locale, _stat, faulthandler."""

import faulthandler
import gettext
import locale
import os
import signal
import stat
import sys
import tempfile
import time


def show(function, *arguments, **named):
    try:
        print(function.__name__, arguments, ascii(function(*arguments, **named)))
    except Exception as error:
        print(function.__name__, arguments, type(error).__module__, repr(error))


def locales():
    print(locale.Error.__mro__[:2], locale.Error.__doc__)
    for wanted in ("C", "", "xx_YY", None, "POSIX", "a\0b", 3):
        show(locale._setlocale, locale.LC_ALL, wanted)
    locale.setlocale(locale.LC_ALL, "C")
    show(locale._setlocale, 77)
    show(locale._setlocale, 77, "C")
    print(sorted(locale.localeconv().items()))
    print(locale.format_string("%d %.2f %s", (1234567, 2.5, "x"), grouping=True))
    print(locale.currency.__name__, locale.atof("1.5"), locale.str(2.5), locale.delocalize("1.0"))
    for pair in (("a", "b"), ("b", "a"), ("a", "a"), ("a\0", "b"), (1, "a"), ("a",)):
        show(locale.strcoll, *pair)
    for text in ("abc", "", "a\0b", 2):
        show(locale.strxfrm, text)
    print(sorted(["b", "A", "a", "B"], key=locale.strxfrm))
    for name in ("RADIXCHAR", "DAY_1", "ABMON_12", "D_T_FMT", "AM_STR", "YESEXPR", "ERA"):
        show(locale.nl_langinfo, getattr(locale, name))
    for key in (99999, -1, "x", 1 << 40):
        show(locale.nl_langinfo, key)


def messages():
    print(gettext.gettext("plain"), gettext.ngettext("one", "many", 2))
    for function in (locale.gettext, locale.textdomain):
        for argument in ("hi", None, 3):
            show(function, argument)
    show(locale.dgettext, None, "x")
    show(locale.dcgettext, "d", "x", locale.LC_MESSAGES)
    for pair in (("d", "/tmp"), ("d", None), ("", "/tmp"), ("d", 7), ("d", b"/x")):
        show(locale.bindtextdomain, *pair)
    for codeset in (None, "UTF-8"):
        show(locale.bind_textdomain_codeset, "d", codeset)


def modes():
    names = [name for name in dir(stat) if name.startswith("S_IS") and callable(getattr(stat, name))]
    for mode in (0o100644, 0o40755, 0o120777, 0o10600, 0o140000, 0o60660, 0o20620, 0o107777, 0o106000, 7):
        print(oct(mode), stat.filemode(mode), oct(stat.S_IMODE(mode)), oct(stat.S_IFMT(mode)))
        print([name for name in names if getattr(stat, name)(mode)])
    for mode in (-1, 1 << 32, 1 << 64, "x", 1.5, True):
        for function in (stat.S_ISDIR, stat.S_IMODE, stat.filemode):
            show(function, mode)
    print(stat.S_ISDIR(os.stat(".").st_mode), stat.S_ISDIR.__doc__, type(stat.S_ISREG).__name__)
    print(sorted((name, value) for name, value in vars(stat).items() if isinstance(value, int)))


class Odd:
    def __init__(self, number):
        self.number = number

    def fileno(self):
        return self.number

    def __repr__(self):
        return f"Odd({self.number!r})"


def waiting(function):
    return function()


def faults():
    """What is shown starts with the innermost function, so that it is the same in every tier."""
    show(faulthandler.is_enabled)
    for file in (-1, "x", Odd("x"), Odd(-3), 1 << 40):
        show(faulthandler.enable, file)
    with tempfile.TemporaryFile("w+") as file:

        def told():
            file.seek(0)
            lines = [line for line in file.read().splitlines() if "File" not in line]
            file.seek(0)
            file.truncate()
            return [line if "0x" not in line else line.partition("0x")[0] for line in lines]

        faulthandler.enable(file)
        show(faulthandler.is_enabled)
        show(faulthandler.disable)
        show(faulthandler.disable)
        faulthandler.dump_traceback(file, all_threads=False)
        print(told())
        faulthandler.dump_traceback(file)
        print(told())
        for timeout in (0, -1, "x", 1e30):
            show(faulthandler.dump_traceback_later, timeout)
        faulthandler.dump_traceback_later(0.01, file=file)
        while not os.fstat(file.fileno()).st_size:
            time.sleep(0.01)
        show(faulthandler.cancel_dump_traceback_later)
        print(told())
        faulthandler.dump_traceback_later(3600, repeat=True, file=file, exit=True)
        show(faulthandler.cancel_dump_traceback_later)
        for number in (signal.SIGSEGV, 0, 100, "x"):
            show(faulthandler.register, number)
        calls = []
        signal.signal(signal.SIGUSR1, lambda *args: calls.append(args[0]))
        faulthandler.register(signal.SIGUSR1, file, chain=True)
        signal.raise_signal(signal.SIGUSR1)
        waiting(lambda: print(calls, told()))
        show(faulthandler.unregister, signal.SIGUSR1)
        show(faulthandler.unregister, signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        waiting(lambda: print(calls, told()))


def crash(how):
    """The end of a child that crashes: what it wrote first, and the signal."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        faulthandler.enable(write, all_threads=False)
        how()
        os._exit(1)
    os.close(write)
    with open(read) as file:
        said = file.read().splitlines()[:3]
    print(said, signal.Signals(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1).name)


locales()
messages()
modes()
sys.stdout.flush()
crash(lambda: faulthandler._sigsegv())
crash(lambda: faulthandler._sigfpe())
crash(os.abort)
faults()
