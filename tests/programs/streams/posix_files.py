"""Files, folders and descriptors by the module below os."""

import posix

D = f"/tmp/aot-streams-posix-{posix.getpid()}"


def t(f, *a, **k):
    try:
        r = f(*a, **k)
        print(f.__name__, repr(r).replace(D, "D"))
        return r
    except Exception as e:
        print(f.__name__, type(e).__name__, str(e).replace(D, "D"))


posix.system("rm -rf " + D)
t(posix.mkdir, D)
t(posix.mkdir, D)
t(posix.mkdir, D + "/sub", 0o700)
t(posix.chdir, D)
t(posix.getcwd)
t(posix.getcwdb)
fd = posix.open("f", posix.O_RDWR | posix.O_CREAT)
t(posix.write, fd, b"hello world")
t(posix.lseek, fd, 0, 0)
t(posix.read, fd, 5)
t(posix.ftruncate, fd, 8)
s = posix.fstat(fd)
print(
    s.st_size,
    oct(s.st_mode),
    s.st_nlink,
    len(s),
    s.n_fields,
    s.n_sequence_fields,
    s.n_unnamed_fields,
)
t(posix.close, fd)
t(posix.close, fd)
t(posix.fstat, 999)
t(posix.symlink, "f", "link")
t(posix.symlink, "nowhere", b"broken")
t(posix.readlink, "link")
t(posix.readlink, b"link")
t(posix.readlink, "f")
t(posix.link, "f", "g")
t(posix.rename, "g", "h")
t(posix.rename, "nope", "x")
t(posix.replace, "h", "i")
print(sorted(posix.listdir()), sorted(posix.listdir(b".")), sorted(posix.listdir(D)))
with posix.scandir(".") as it:
    for e in sorted(it, key=lambda e: e.name):
        print(
            e,
            e.name,
            e.path.replace(D, "D"),
            e.is_dir(),
            e.is_file(),
            e.is_symlink(),
            e.is_dir(follow_symlinks=False),
            e.is_file(follow_symlinks=False),
            e.inode() == posix.lstat(e.path).st_ino,
        )
        t(lambda: e.stat().st_size)
        t(lambda: e.stat(follow_symlinks=False).st_mode)
t(posix.stat, "nope")
t(posix.stat, [])
t(posix.listdir, "nope")
t(posix.listdir, 1.5)
t(posix.mkdir, 3)
t(posix.scandir, "nope")
t(posix.open, "nope", 0)
t(posix.utime, "f", (1, 2.5))
s = posix.stat("f")
print(s.st_atime, s.st_mtime, s.st_mtime_ns, s[7:9])
t(posix.utime, "f", ns=(5, 7))
print(posix.stat("f").st_mtime_ns)
t(posix.utime, "f", (1, 2), ns=(1, 2))
t(posix.utime, "f", 3)
t(posix.chmod, "f", 0o600)
print(oct(posix.stat("f").st_mode))
t(posix.access, "f", posix.R_OK)
t(posix.access, "nope", 0)
t(posix.truncate, "f", 3)
t(posix.unlink, "nope")
t(posix.remove, "f")
t(posix.rmdir, "sub")
t(posix.rmdir, D)
r, w = posix.pipe()
posix.write(w, b"x")
t(posix.read, r, 10)
t(posix.get_inheritable, r)
posix.set_inheritable(r, True)
t(posix.get_inheritable, r)
t(posix.isatty, r)
print(
    posix.dup2(r, 50),
    posix.getpid() > 0,
    posix.getuid() == posix.geteuid(),
    len(posix.urandom(8)),
    posix.cpu_count() > 0,
)
t(posix.strerror, 2)
t(posix.fspath, "x")
t(posix.fspath, 1)
t(posix.waitstatus_to_exitcode, 256)
t(posix.WIFEXITED, 0)
t(posix.kill, posix.getpid(), 0)
posix.putenv("A", "b")
print(posix.system("exit 3"), posix.environ[b"PATH"])


posix.system("rm -rf " + D)
