"""Other programs as children: subprocess, and os.fork with its hooks."""

import os
import subprocess
import sys


def fails():
    raise ZeroDivisionError


print(subprocess.run(["echo", "hi"], capture_output=True, text=True))
print(subprocess.check_output("echo a; echo b >&2; exit 0", shell=True, stderr=subprocess.STDOUT))
try:
    subprocess.run(["sh", "-c", "exit 3"], check=True)
except subprocess.CalledProcessError as error:
    print(error)
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(child.communicate(b"x" * 200_000)[0].count(b"x"), child.returncode)
try:
    subprocess.run(["sleep", "5"], timeout=0.1)
except subprocess.TimeoutExpired as error:
    print(error.cmd)
for options in {}, {"cwd": "/no/such"}, {"pass_fds": [999]}, {"preexec_fn": fails}:
    try:
        subprocess.run(["/no/program"], **options)
    except (OSError, subprocess.SubprocessError) as error:
        print(type(error).__name__, error)
print(subprocess.run(["pwd"], cwd="/", capture_output=True).stdout)
print(subprocess.run(["env"], env={"A": "b"}, capture_output=True).stdout)
print(subprocess.run(["sh", "-c", "kill -9 $$"]).returncode)
print(subprocess.getstatusoutput("echo q; exit 4"))

read, write = os.pipe()
subprocess.run(["sh", "-c", f"echo through >&{write}"], pass_fds=[write])
subprocess.run(["sh", "-c", f"echo closed 2>/dev/null >&{write}"])
os.close(write)
print(os.read(read, 100), os.read(read, 100))
os.close(read)


def change():
    os.environ["HOOK"] = "called"


print(subprocess.run(["sh", "-c", "echo $HOOK"], preexec_fn=change, capture_output=True).stdout)
print(subprocess.run(["sh", "-c", "umask"], umask=0o27, capture_output=True).stdout)

child = subprocess.Popen(
    ["sh", "-c", "read line; echo got $line; exec sleep 5"],
    **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True},
    start_new_session=True,
)
with child:
    child.stdin.write("one\n")
    child.stdin.flush()
    print(child.stdout.readline(), child.poll())
    child.terminate()
print(child.returncode)

os.register_at_fork(before=lambda: print("before", 1, flush=True))
os.register_at_fork(
    before=lambda: print("before", 2, flush=True),
    after_in_child=lambda: print("in the child", flush=True),
    after_in_parent=lambda: os.environ.__setitem__("PARENT", "yes"),
)
sys.stdout.flush()
pid = os.fork()
if pid == 0:
    print("child", "PARENT" in os.environ, flush=True)
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), "PARENT" in os.environ)
