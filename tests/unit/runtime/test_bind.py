# SPDX-License-Identifier: Apache-2.0
"""Arguments reach the slots of native functions as they reach those of interpreted ones."""

import itertools

from native_package import Module, Package

SIGNATURES = (
    "",
    "a",
    "a, b",
    "a, b=20",
    "a, /, b",
    "a, b=20, /, c=30",
    "*args",
    "**kw",
    "a, *args",
    "a, *, k",
    "a, b=20, *, k, m=50",
    "a, b=20, *args, k, m=50, **kw",
    "a, /, **kw",
    "a=1, b=2, c=3, *args, **kw",
)


def source() -> str:
    """One function per signature, returning its slots."""
    lines = []
    for i, signature in enumerate(SIGNATURES):
        names = [p.strip(" *").partition("=")[0] for p in signature.split(",")]
        names = [n for n in names if n and n != "/"]
        order = sorted(names, key=lambda n: ("args", "kw").index(n) if n in ("args", "kw") else -1)
        lines.append(f"def f{i}({signature}):\n    return ({''.join(n + ', ' for n in order)})\n")
    return "\n".join(lines)


BODY = """
    PyCodeObject *code = (PyCodeObject *)rt_frame_code(frame);
    PyObject *result = PyTuple_New(code->co_nlocalsplus);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        PyTuple_SET_ITEM(result, i, Py_NewRef(L[i]));
    }
    return result;
"""

PACKAGE = Package(
    "binding", {"binding": Module(source(), {f"f{i}": BODY for i in range(len(SIGNATURES))})}
)

CALLS = [
    f"*{args!r}, **{kwargs!r}"
    for args, kwargs in itertools.product(
        [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
        [{}, {"a": 5}, {"b": 6}, {"k": 7}, {"k": 7, "m": 8}, {"a": 5, "b": 6, "zz": 9}, {"kw": 1}],
    )
]


def test_every_call_gives_the_same(pair):
    out = pair.same(
        "-c",
        f"""if 1:
        import binding
        for f in [binding.f0, {", ".join(f"binding.f{i}" for i in range(1, len(SIGNATURES)))}]:
            for call in {CALLS!r}:
                try:
                    print(f.__name__, call, eval(f"f({{call}})"))
                except TypeError as e:
                    print(f.__name__, call, e)
        """,
    )
    assert "takes 0 positional arguments but 1 was given" in out
    assert "f11 *(1, 2, 3, 4), **{'k': 7} (1, 2, 7, 50, (3, 4), {})" in out


def test_changed_defaults_are_used(pair):
    pair.same(
        "-c",
        """if 1:
        import binding
        f = binding.f10
        f.__defaults__ = (21,)
        f.__kwdefaults__ = {"k": 41}
        try:
            print(f(1))
        except TypeError as e:
            print(e)
        f.__kwdefaults__["m"] = 51
        print(f(1))
        f.__defaults__ = f.__kwdefaults__ = None
        try:
            f(1)
        except TypeError as e:
            print(e)
        """,
    )


def test_keywords_need_not_be_interned(pair):
    pair.same(
        "-c",
        """if 1:
        import binding
        class S(str):
            pass
        print(binding.f3(**{"".join(["", "a"]): 1, str(b"b", "ascii"): 2}))
        try:
            print(binding.f3(**{S("a"): 1}))
        except TypeError as e:
            print(e)
        """,
    )


def test_no_leaks_when_arguments_do_not_fit(pair):
    pair.check(
        """
import binding
token = object()
before = sys.getrefcount(token)
for _ in range(100):
    for call in ("token, token, token, token", "token, zz=token", "k=token", "token, a=token"):
        for i in range(14):
            try:
                eval(f"binding.f{i}({call})")
            except TypeError:
                pass
assert sys.getrefcount(token) == before
"""
    )
