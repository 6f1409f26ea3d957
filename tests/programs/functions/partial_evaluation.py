"""An interpreter, a symbolic differentiator, a lambda calculus and memoised parsers as closures."""
import functools
import operator

OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, "=": operator.eq}


def read(text):
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()

    def parse(at):
        token = tokens[at]
        if token == "(":
            items, at = [], at + 1
            while tokens[at] != ")":
                item, at = parse(at)
                items.append(item)
            return items, at + 1
        if token == ")":
            raise SyntaxError("unexpected )")
        try:
            return int(token), at + 1
        except ValueError:
            return token, at + 1

    tree, end = parse(0)
    if end != len(tokens):
        raise SyntaxError("text after the end")
    return tree


def evaluate(tree, env):
    if isinstance(tree, str):
        while env is not None:
            if tree in env[0]:
                return env[0][tree]
            env = env[1]
        raise NameError(tree)
    if not isinstance(tree, list):
        return tree
    head, *rest = tree
    if head == "if":
        return evaluate(rest[1] if evaluate(rest[0], env) else rest[2], env)
    if head == "let":
        name, value, body = rest
        return evaluate(body, ({name: evaluate(value, env)}, env))
    if head == "lambda":
        names, body = rest
        return lambda *args: evaluate(body, (dict(zip(names, args)), env))
    if head == "define":
        env[0][rest[0]] = evaluate(rest[1], env)
        return rest[0]
    function, *arguments = [evaluate(item, env) for item in tree]
    return function(*arguments)


def compile_tree(tree):
    """The same language as closures."""
    if isinstance(tree, str):
        return lambda env: env[tree]
    if not isinstance(tree, list):
        return lambda env: tree
    head, *rest = tree
    if head == "if":
        test, yes, no = map(compile_tree, rest)
        return lambda env: (yes if test(env) else no)(env)
    if head == "lambda":
        names, body = rest[0], compile_tree(rest[1])
        return lambda env: lambda *args: body({**env, **dict(zip(names, args))})
    parts = [compile_tree(item) for item in tree]
    return lambda env: parts[0](env)(*[part(env) for part in parts[1:]])


def derive(tree, x):
    match tree:
        case int():
            return 0
        case str(name):
            return 1 if name == x else 0
        case ["+", a, b]:
            return simplify(["+", derive(a, x), derive(b, x)])
        case ["*", a, b]:
            return simplify(["+", simplify(["*", derive(a, x), b]), simplify(["*", a, derive(b, x)])])
        case ["^", a, int(n)]:
            return simplify(["*", n, simplify(["*", simplify(["^", a, n - 1]), derive(a, x)])])
    raise ValueError(tree)


def simplify(tree):
    match tree:
        case ["+", 0, a] | ["+", a, 0] | ["*", 1, a] | ["*", a, 1] | ["^", a, 1]:
            return a
        case ["*", 0, _] | ["*", _, 0]:
            return 0
        case ["^", _, 0]:
            return 1
        case [op, int(a), int(b)] if op in OPERATORS:
            return OPERATORS[op](a, b)
    return tree


def show(tree):
    return f"({show(tree[1])} {tree[0]} {show(tree[2])})" if isinstance(tree, list) else str(tree)


def zero(f):
    return lambda x: x


def successor(n):
    return lambda f: lambda x: f(n(f)(x))


def plus(m, n):
    return lambda f: lambda x: m(f)(n(f)(x))


def church(n):
    return functools.reduce(lambda value, _: successor(value), range(n), zero)


def sequence(*parsers):
    def parse(text, at):
        values = []
        for parser in parsers:
            result = parser(text, at)
            if result is None:
                return None
            value, at = result
            values.append(value)
        return values, at
    return parse


def choice(*parsers):
    def parse(text, at):
        for parser in parsers:
            if (result := parser(text, at)) is not None:
                return result
    return parse


def many(parser):
    def parse(text, at):
        values = []
        while (result := parser(text, at)) is not None:
            value, at = result
            values.append(value)
        return values, at
    return parse


def character(allowed):
    return lambda text, at: (text[at], at + 1) if at < len(text) and text[at] in allowed else None


def convert(parser, function):
    def parse(text, at):
        result = parser(text, at)
        return result and (function(result[0]), result[1])
    return parse


def make_calculator():
    number = convert(sequence(character("0123456789"), many(character("0123456789"))), lambda v: int(v[0] + "".join(v[1])))

    def factor(text, at):
        return choice(number, convert(sequence(character("("), total, character(")")), lambda v: v[1]))(text, at)

    def fold(value):
        result, rest = value
        for op, operand in rest:
            result = OPERATORS[op](result, operand)
        return result

    term = convert(sequence(factor, many(sequence(character("*"), factor))), fold)
    total = convert(sequence(term, many(sequence(character("+-"), term))), fold)
    return total


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    env = (dict(OPERATORS), None)
    for text in ("(+ 1 (* 2 3))", "(let x 5 (* x x))", "((lambda (a b) (- a b)) 10 4)",
                 "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))", "(fact 25)", "(if (= 1 2) nope 7)", "nope", "(1 2)", ")", "(+ 1 2) 3"):
        print(text, "=>", attempt(lambda: evaluate(read(text), env)))
    print(compile_tree(read("((lambda (x) (if (< x 3) (* x 10) (- x 1))) 2)"))(OPERATORS), attempt(compile_tree(read("(+ y 1)")), OPERATORS))
    for tree in (["+", ["*", "x", "x"], 3], ["^", ["+", "x", 1], 3], ["*", "x", "y"], 5):
        print(show(tree), "'", show(derive(tree, "x")))
    print(plus(church(3), church(4))(lambda n: n + 1)(0), church(5)(lambda s: s + "|")(""), church(0)(None)("same"))
    calculator = make_calculator()
    print([calculator(text, 0) for text in ("1+2*3", "(1+2)*3-4", "2*", "x", "((7))")])


if __name__ == "__main__":
    main()
