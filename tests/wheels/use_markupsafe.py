# SPDX-License-Identifier: Apache-2.0
from markupsafe import Markup, _speedups, escape, escape_silent, soft_str

print("speedups:", escape is _speedups.escape)
print(repr(escape("<a href=\"x\">'&'</a>")))
print(repr(escape(42)), repr(escape(None)), repr(escape_silent(None)))
print(repr(escape("plain")), len(escape("é<" * 10)), repr(escape("\U0001f600<")))


class HasHtml:
    def __html__(self):
        return "<b>safe</b>"


class BadHtml:
    def __html__(self):
        raise ValueError("no html")


print(repr(escape(HasHtml())))
try:
    escape(BadHtml())
except ValueError as exc:
    print("error:", exc)
m = Markup("<em>%s</em>") % "<x>"
print(m, type(m).__name__, m.striptags(), m.unescape())
print(Markup("{0!r} {k:>5}").format("<", k="&"))
print(Markup("<p>") + "<q>", "<q>" + Markup("<p>"), Markup("-") * 3)
print(Markup(", ").join(["<a>", Markup("<b>")]))
print(type(soft_str(Markup("x"))).__name__, type(soft_str(1)).__name__)
print(Markup("a<br>b").split("<br>"), Markup("Ab").swapcase())
for bad in [(), (1, 2)]:
    try:
        escape(*bad)
    except TypeError:
        print("TypeError")
print(hash(Markup("a")) == hash("a"), Markup("a") == "a", {Markup("a"): 1}["a"])
