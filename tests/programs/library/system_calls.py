"""What of os is near to the system: places in files, pieces, limits, schedulers, children."""

import os
import tempfile

file = tempfile.TemporaryFile()
fd = file.fileno()
print(os.pwrite(fd, b"hello", 1), os.pread(fd, 10, 0), os.writev(fd, [b"xy", b"z"]))
pieces = [bytearray(3), bytearray(1)]
print(os.preadv(fd, pieces, 1), pieces, os.pwritev(fd, [b"ab", b"c"], 2))
os.posix_fallocate(fd, 0, 20)
os.lseek(fd, 0, os.SEEK_SET)
copy = tempfile.TemporaryFile()
print(os.sendfile(copy.fileno(), fd, 0, 5), os.copy_file_range(fd, copy.fileno(), 4, 1))
print(os.pread(copy.fileno(), 20, 0), os.fstat(fd).st_size)

memory = os.memfd_create("notes")
os.write(memory, b"kept")
counter = os.eventfd(3)
os.eventfd_write(counter, 4)
print(os.pread(memory, 10, 0), os.eventfd_read(counter), len(os.getrandom(5)))
print(os.major(os.makedev(1, 2)), os.minor(os.makedev(1, 2)))

folder = tempfile.mkdtemp()
os.mkfifo(os.path.join(folder, "pipe"))
print([entry.name for entry in os.scandir(folder)], os.statvfs(folder).f_namemax)
os.unlink(os.path.join(folder, "pipe"))
os.rmdir(folder)

print(os.sysconf("SC_PAGESIZE") in (4096, 16384, 65536), os.pathconf("/", "PC_PATH_MAX"))
print(os.getpgid(0) == os.getpgrp(), os.getsid(0) > 0, len(os.getloadavg()))
print(os.sched_param(3), os.sched_get_priority_max(os.SCHED_FIFO), os.sched_getscheduler(0))
os.sched_setaffinity(0, os.sched_getaffinity(0))

pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 3"], {}, file_actions=[(os.POSIX_SPAWN_CLOSE, 0)])
result = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
print(result.si_status, result.si_code == os.CLD_EXITED)
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime >= 0, type(usage).__name__)

for wrong in (
    lambda: os.sysconf("SC_NOTHING"),
    lambda: os.sysconf(1.5),
    lambda: os.pathconf("/no/file", "PC_NAME_MAX"),
    lambda: os.setgroups(5),
    lambda: os.setuid(-5),
    lambda: os.sched_setaffinity(0, [-1]),
    lambda: os.sched_setparam(0, 5),
    lambda: os.readv(0, 5),
    lambda: os.copy_file_range(fd, fd, -1),
    lambda: os.getxattr(fd, "user.x", follow_symlinks=False),
    lambda: os.posix_spawn("/bin/true", [], {}),
    lambda: os.posix_spawn("/no/program", ["x"], {}),
    lambda: os.posix_spawn("/bin/true", ["x"], {}, file_actions=[(9,)]),
    lambda: os.register_at_fork(),
    lambda: os.ttyname(fd),
):
    try:
        wrong()
    except (OSError, ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
