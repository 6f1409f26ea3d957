"""Strings and bytes built in loops: joins, +=, StringIO, wrapping, run lengths."""
import io
import textwrap

TEXT = """In the beginning there was text, and the text was without form. Programs cut it into
words; words became tokens, and tokens became trees.  Tabs	and   spaces were ignored -- mostly."""


def repeat(piece, n):
    out = ""
    for i in range(n):
        out += piece
        if i % 3 == 0:
            out += str(i)
    return out


def shared(n):
    a = ""
    kept = []
    for i in range(n):
        kept.append(a)
        a += "x"
    return kept, a


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = word if not line else line + " " + word
    if line:
        lines.append(line)
    return lines


def run_lengths(text):
    out = []
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out.append(f"{text[i]}{j - i}")
        i = j
    return "".join(out)


def hexdump(data):
    for start in range(0, len(data), 8):
        chunk = data[start:start + 8]
        numbers = " ".join("%02x" % byte for byte in chunk)
        shown = "".join(chr(b) if 32 <= b < 127 else "." for b in chunk)
        yield f"{start:04x}  {numbers:<23}  {shown}"


def stream(n):
    out = io.StringIO()
    for i in range(n):
        print(i, i * i, sep="=", end=";", file=out)
    out.write("end")
    return out.getvalue()


def accumulate_bytes(n):
    data = b""
    for i in range(n):
        data += bytes([i % 256])
    array = bytearray()
    for i in range(n):
        array.append(i % 7)
        array += b"-"
    return data[-3:], array[:9], len(data), len(array)


def main():
    print(repeat("ab", 12))
    print(*shared(5))
    for line in wrap(TEXT, 30):
        print(line)
    print(wrap(TEXT, 40) == textwrap.fill(" ".join(TEXT.split()), 40, break_on_hyphens=False).splitlines())
    print(run_lengths("aaabccddddd"), run_lengths(""), run_lengths("日日本"))
    print("\n".join(hexdump("Hello, wörld! ✓\n".encode())))
    print(stream(6), accumulate_bytes(300))
    print(textwrap.dedent("""
        indented
          more
        back""").strip(), "%".join(map(str, range(5))))


if __name__ == "__main__":
    main()
