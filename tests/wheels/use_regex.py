# SPDX-License-Identifier: Apache-2.0
"""regex: a large module in C with a Python half that compiles patterns."""

import regex

print(regex.findall(r"\p{Lu}\w+", "Ärger und Übermut, nothing else"))
print(regex.search(r"(?<year>\d{4})-(?<month>\d\d)", "on 2024-02-29").groupdict())
print(regex.sub(r"(\w)(\w)", r"\2\1", "abcdef"), regex.split(r"[;,]\s*", "a, b;c,d"))
print(regex.fullmatch(r"(?:cats|cat){e<=1}", "cat").fuzzy_counts)
print(regex.match(r"(?:(\w)-?)+", "a-b-c").captures(1))
print([m.span() for m in regex.finditer(r"(?r)\d", "1a2b3")])
print(regex.findall(r"\X", "e\u0301a"), regex.escape("a.b*c"))
print(regex.compile(r"(?V1)[a-z--[aeiou]]+").findall("hello world"))
print(regex.search(r"\L<words>", "find this word", words=["this", "that"]))
for wrong in ("(", "[a", "(?P<1>x)", "a{2,1}"):
    try:
        regex.compile(wrong)
    except regex.error as error:
        print(wrong, "->", error)
