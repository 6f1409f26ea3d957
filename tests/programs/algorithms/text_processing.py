"""Huffman codes, LZ77, Markov text, spelling, Levenshtein, CSV, Markdown to HTML, word wrap, diff, base conversions."""
import collections
import heapq
import string


def huffman(text):
    counts = collections.Counter(text)
    heap = [(n, i, c) for i, (c, n) in enumerate(sorted(counts.items()))]
    heapq.heapify(heap)
    number = len(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], number, (a[2], b[2])))
        number += 1
    codes = {}

    def walk(tree, prefix):
        if isinstance(tree, tuple):
            walk(tree[0], prefix + "0")
            walk(tree[1], prefix + "1")
        else:
            codes[tree] = prefix or "0"

    if heap:
        walk(heap[0][2], "")
    return codes


def decode(bits, codes):
    reverse, out, current = {v: k for k, v in codes.items()}, "", ""
    for bit in bits:
        current += bit
        if current in reverse:
            out += reverse[current]
            current = ""
    return out


def compress(data, window=64):
    out, i = [], 0
    while i < len(data):
        best = (0, 0)
        for j in range(max(0, i - window), i):
            n = 0
            while i + n < len(data) and data[j + n] == data[i + n] and n < 15:
                n += 1
            if n > best[1]:
                best = i - j, n
        if best[1] > 2:
            out.append(best)
            i += best[1]
        else:
            out.append(data[i])
            i += 1
    return out


def expand(items):
    out = []
    for item in items:
        if isinstance(item, tuple):
            back, n = item
            for _ in range(n):
                out.append(out[-back])
        else:
            out.append(item)
    return "".join(out)


def markov(words, n, seed):
    table = collections.defaultdict(list)
    for a, b in zip(words, words[1:]):
        table[a].append(b)
    word, out = words[0], [words[0]]
    for _ in range(n):
        following = table.get(word)
        if not following:
            break
        seed = (seed * 1103515245 + 12345) % 2**31
        word = following[seed % len(following)]
        out.append(word)
    return " ".join(out)


def edits(word):
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deletes = {a + b[1:] for a, b in splits if b}
    swaps = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    replaces = {a + c + b[1:] for a, b in splits if b for c in string.ascii_lowercase}
    inserts = {a + c + b for a, b in splits for c in string.ascii_lowercase}
    return deletes | swaps | replaces | inserts


def read_csv(text):
    rows, row, cell, quoted = [], [], "", False
    i = 0
    while i < len(text):
        c = text[i]
        if quoted:
            if c == '"' and text[i + 1:i + 2] == '"':
                cell += '"'
                i += 1
            elif c == '"':
                quoted = False
            else:
                cell += c
        elif c == '"':
            quoted = True
        elif c == ",":
            row.append(cell)
            cell = ""
        elif c == "\n":
            rows.append(row + [cell])
            row, cell = [], ""
        else:
            cell += c
        i += 1
    if cell or row:
        rows.append(row + [cell])
    return rows


def markdown(text):
    out, in_list = [], False
    for line in text.splitlines():
        item = line.startswith("* ")
        if in_list and not item:
            out.append("</ul>")
        if item and not in_list:
            out.append("<ul>")
        in_list = item
        line = line[2:] if item else line
        for mark, tag in (("**", "b"), ("*", "i"), ("`", "code")):
            parts = line.split(mark)
            line = "".join(part if i % 2 == 0 else f"<{tag}>{part}</{tag}>" for i, part in enumerate(parts))
        level = len(line) - len(line.lstrip("#"))
        if item:
            out.append(f"<li>{line}</li>")
        elif level:
            out.append(f"<h{level}>{line[level:].strip()}</h{level}>")
        elif line:
            out.append(f"<p>{line}</p>")
    return out + ["</ul>"] * in_list


def diff(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            table[i][j] = table[i + 1][j + 1] + 1 if a[i] == b[j] else max(table[i + 1][j], table[i][j + 1])
    i = j = 0
    out = []
    while i < len(a) or j < len(b):
        if i < len(a) and j < len(b) and a[i] == b[j]:
            out.append(" " + a[i])
            i, j = i + 1, j + 1
        elif j >= len(b) or (i < len(a) and table[i + 1][j] >= table[i][j + 1]):
            out.append("-" + a[i])
            i += 1
        else:
            out.append("+" + b[j])
            j += 1
    return out


def to_base(n, base):
    digits, sign, n = "", "-" if n < 0 else "", abs(n)
    while True:
        n, d = divmod(n, base)
        digits = (string.digits + string.ascii_lowercase)[d] + digits
        if not n:
            return sign + digits


def soundex(name):
    groups = {c: d for d, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for c in letters}
    out, last = name[0].upper(), groups.get(name[0].lower())
    for c in name[1:].lower():
        code = groups.get(c)
        if code and code != last:
            out += str(code)
        if c not in "hw":
            last = code
    return (out + "000")[:4]


def main():
    text = "she sells sea shells by the sea shore"
    codes = huffman(text)
    bits = "".join(codes[c] for c in text)
    print(sorted(codes.items())[:5], len(bits), decode(bits, codes) == text, huffman("aaa"), huffman(""))
    packed = compress(text * 2)
    print(len(packed), packed[:20], expand(packed) == text * 2)
    print(markov("the cat saw the dog and the dog saw the cat run".split(), 12, 7), sorted(edits("cat") & {"cut", "at", "act", "cast", "dog"}), len(edits("word")))
    print(read_csv('a,"b ""q"" c",d\n1,,"x\ny"\nlast'), markdown("# Title\n\nSome **bold** and *it* `code`\n* one\n* **two**\nend"))
    print(diff("abcabba", "cbabac"), [to_base(n, b) for n, b in ((255, 16), (-10, 2), (0, 7), (10**20, 36))], [soundex(n) for n in ("Robert", "Rupert", "Ashcraft", "Tymczak")])


if __name__ == "__main__":
    main()
