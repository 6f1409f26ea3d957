"""re with callbacks, named groups, scanners, and a small pattern matcher and templating of our own."""
import re

ROUTE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
LOG = re.compile(r"(?P<level>[A-Z]+) \[(?P<time>[\d:]+)\] (?P<text>.*)")


def compile_route(pattern):
    kinds = {}

    def replace(match):
        kinds[match["name"]] = match["kind"] or "str"
        body = "[0-9]+" if match["kind"] == "int" else "[^/]+"
        return "(?P<%s>%s)" % (match["name"], body)

    return re.compile(ROUTE.sub(replace, pattern) + "$"), kinds


def dispatch(routes, path):
    for regex, kinds, handler in routes:
        match = regex.match(path)
        if match:
            values = {k: int(v) if kinds[k] == "int" else v for k, v in match.groupdict().items()}
            return handler(**values)
    return None


def camel(name):
    return re.sub(r"_(\w)", lambda m: m.group(1).upper(), name)


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def glob_match(pattern, text):
    if not pattern:
        return not text
    if pattern[0] == "*":
        return glob_match(pattern[1:], text) or (bool(text) and glob_match(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and glob_match(pattern[1:], text[1:])


def template(text, values):
    def fill(match):
        name, _, filters = match.group(1).partition("|")
        value = values[name.strip()]
        for each in filter(None, (f.strip() for f in filters.split("|"))):
            value = getattr(str(value), each)()
        return str(value)
    return re.sub(r"\{\{(.*?)\}\}", fill, text)


def words(text):
    counts = {}
    for match in re.finditer(r"\b[a-z']+\b", text.lower()):
        word = match.group()
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:4]


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    routes = []
    for pattern, handler in (("/user/<int:id>", lambda id: ("user", id + 1)), ("/page/<name>/<int:n>", lambda name, n: (name, n))):
        regex, kinds = compile_route(pattern)
        print(regex.pattern, kinds)
        routes.append((regex, kinds, handler))
    print([dispatch(routes, p) for p in ("/user/41", "/user/x", "/page/home/3", "/")])
    print([camel(n) for n in ("a_bc_def", "x", "_y")], [snake(n) for n in ("aBcDef", "HTTPServer", "x1Y")])
    print([glob_match(p, t) for p, t in (("*.py", "a.py"), ("?b*", "abc"), ("a*b*c", "aXXbYYc"), ("", "x"), ("*", ""))])
    print(template("Hello {{ name | upper }}, {{n}} {{ name|title|swapcase }}!", {"name": "ann lee", "n": 3}), attempt(template, "{{x}}", {}))
    print(words("The cat and the dog and the bird's nest. THE END"), LOG.match("WARN [12:30:01] disk full").groupdict())
    print(re.findall(r"(\w)(\d)?", "a1b"), re.split(r"(,)\s*", "a, b,c"), re.sub("a*", "-", "baac"), re.fullmatch("a|ab", "ab").span(), attempt(re.compile, "("))
    print(re.match(r"(?i)HELLO\s+(?P<who>\w+)", "hello World").expand(r"\g<who>!"), re.escape("a.b*c"), [m.start() for m in re.finditer("aa", "aaaa")])


if __name__ == "__main__":
    main()
