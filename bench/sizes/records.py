"""Data classes, regular expressions and JSON: what pulls much of the library in."""

import json
import re
from dataclasses import asdict, dataclass


@dataclass
class Word:
    text: str
    position: int


words = [Word(match[0], match.start()) for match in re.finditer(r"\w+", "the quick brown fox")]
print(json.dumps([asdict(word) for word in words]))
