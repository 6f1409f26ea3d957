"""Tasks of a project that is not there."""

from invoke import Collection, Exit, task


@task
def clean(c, docs=False, pattern=""):
    """
    Remove what was made.

    Nothing is asked.
    """
    print("clean", docs, repr(pattern))


@task(pre=[clean], help={"kind": "which kind", "n": "how many"}, iterable=["define"])
def build(c, kind="all", n=1, define=None, verbose=False):
    """Make everything."""
    result = c.run("echo from a shell; echo errors >&2; exit 0", hide=not verbose)
    print("build", kind, n, define, repr(result.stdout), repr(result.stderr), result.ok)


@task
def fail(c):
    """Runs a command that fails."""
    c.run("echo before; exit 3")


@task
def leave(c, code=4):
    raise Exit("leaving", code=code)


@task(positional=["name"], optional=["log"])
def greet(c, name, log=None):
    print("hello", name, log, c.config.run.echo)


deploy = Collection("deploy", greet)
ns = Collection(clean, build, fail, leave, deploy)
ns.configure({"where": "here"})
