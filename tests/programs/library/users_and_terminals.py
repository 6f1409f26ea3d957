"""What the system knows: users, groups, limits, locks of files, terminals."""

import fcntl
import grp
import os
import pwd
import resource
import tempfile
import termios

print(pwd.getpwuid(0).pw_name, pwd.getpwnam("root").pw_uid, grp.getgrgid(0).gr_name)
for wrong in (
    lambda: pwd.getpwnam("nobody at all"),
    lambda: pwd.getpwuid(-2),
    lambda: grp.getgrnam("nobody at all"),
    lambda: grp.getgrgid("root"),
    lambda: resource.getrlimit(99),
    lambda: resource.setrlimit(resource.RLIMIT_CORE, (0,)),
    lambda: fcntl.fcntl(0, fcntl.F_GETFD, b"x" * 1025),
    lambda: fcntl.lockf(1, 0),
):
    try:
        wrong()
    except (KeyError, TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(any(user.pw_name == "root" for user in pwd.getpwall()))

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
print(resource.getrlimit(resource.RLIMIT_CORE), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0)

with tempfile.TemporaryFile() as file:
    print(fcntl.fcntl(file, fcntl.F_GETFD) & fcntl.FD_CLOEXEC)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(file, fcntl.LOCK_EX, 10, 5)
    pid = os.fork()
    if pid == 0:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os._exit(5)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    try:
        termios.tcgetattr(file)
    except termios.error as error:
        print(error)

main, terminal = os.openpty()
mode = termios.tcgetattr(terminal)
print(len(mode), mode[6][termios.VEOF], termios.tcgetwinsize(terminal))
mode[3] &= ~(termios.ICANON | termios.ECHO)
mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
termios.tcsetattr(terminal, termios.TCSANOW, mode)
print(termios.tcgetattr(terminal)[6][termios.VMIN])
termios.tcsetwinsize(terminal, (10, 20))
print(fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))[:4], os.get_terminal_size(terminal))
os.write(main, b"x")
print(os.read(terminal, 1), os.isatty(terminal))
