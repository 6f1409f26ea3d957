# SPDX-License-Identifier: Apache-2.0
import datetime
import io

import yaml
from yaml import CDumper, CLoader, CSafeDumper, CSafeLoader

print("libyaml:", yaml.__with_libyaml__)
DOC = """
- &anchor {name: first, tags: [x, y], n: 0x1F, f: 1.5e+3}
- <<: *anchor
  name: second
  when: 2024-02-29
  ts: 2001-12-14t21:59:43.10-05:00
  text: |
    line one
      line two
  folded: >-
    some folded
    text

    para
  nul: ~
  bools: [yes, No, true, off]
  oct: 0o14
  bin: !!binary |
    SGVsbG8=
  set: !!set {a}
- *anchor
- "esc \\u00e9 \\t end"
- 'it''s'
"""
data = yaml.load(DOC, Loader=CSafeLoader)
for item in data:
    print(sorted(item.items(), key=str) if isinstance(item, dict) else repr(item))
print(data[0] is data[2])
print(data == yaml.load(DOC, Loader=yaml.SafeLoader))
print(yaml.dump(data, Dumper=CSafeDumper, default_flow_style=False, allow_unicode=True))
print(
    yaml.dump(
        {"a": (1, 2), "d": datetime.date(2024, 1, 1), "long": "word " * 30},
        Dumper=CDumper,
        width=40,
    )
)
for tok in yaml.scan("a: [1, 2]", Loader=CLoader):
    print(type(tok).__name__, tok.start_mark.column, end=" ")
print()
for ev in yaml.parse("--- !t\nk: &x v\n...\n", Loader=CLoader):
    print(ev)
node = yaml.compose("a: 1", Loader=CLoader)
print(node.tag, node.value[0][1].tag, node.value[0][0].end_mark.column)
for bad in ["a: [1", "a: b: c", "*undef", "!!python/object:os.system {}", "\tx: 1", "a: 'x"]:
    try:
        print(yaml.load(bad, Loader=CSafeLoader))
    except yaml.YAMLError as exc:
        print(type(exc).__name__, str(exc).splitlines()[0])


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


yaml.add_representer(
    Point, lambda d, p: d.represent_mapping("!point", {"x": p.x, "y": p.y}), Dumper=CDumper
)
yaml.add_constructor(
    "!point", lambda loader, node: Point(**loader.construct_mapping(node)), Loader=CLoader
)
text = yaml.dump([Point(1, 2)], Dumper=CDumper)
print(text, [(p.x, p.y) for p in yaml.load(text, Loader=CLoader)])
out = io.BytesIO()
yaml.dump_all([{"é": 1}, [2]], out, Dumper=CSafeDumper, encoding="utf-16", explicit_start=True)
print(list(yaml.load_all(out.getvalue(), Loader=CSafeLoader)))
