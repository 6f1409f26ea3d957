"""eval, exec, compile, __import__, type() and AST work beside compiled code."""
import ast
import importlib
import linecache
import sys
import types

base = 100


def evaluate(text, **names):
    return eval(text, globals(), names)


def run(text):
    namespace = {"base": 1}
    exec(text, namespace)
    return {k: v for k, v in namespace.items() if k not in ("__builtins__",) and not callable(v)}


def local_eval(a, b):
    return eval("a * b + base")


def local_exec(a):
    exec("b = a + 1")
    return sorted(locals())


def make_function(name, arguments, body):
    source = f"def {name}({', '.join(arguments)}):\n    return {body}\n"
    file = f"<made {name}>"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    namespace = {}
    exec(compile(source, file, "exec"), globals(), namespace)
    return namespace[name]


def fold(text):
    tree = ast.parse(text, mode="eval")

    class Fold(ast.NodeTransformer):
        def visit_BinOp(self, node):
            self.generic_visit(node)
            if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
                return ast.copy_location(ast.Constant(eval(ast.unparse(node))), node)
            return node

    return ast.unparse(Fold().visit(tree))


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).split(' (')[0]}"


def module_from(text):
    module = types.ModuleType("made_module", "doc")
    exec(text, module.__dict__)
    sys.modules["made_module"] = module
    try:
        from made_module import value
        return importlib.import_module("made_module") is module, value, module.__doc__
    finally:
        del sys.modules["made_module"]


def main():
    print(evaluate("a + base", a=1), run("x = base + 1\ny = [x] * 2"), local_eval(2, 3), local_exec(1))
    f = make_function("area", ["w", "h=2"], "w * h + base")
    print(f(3), f.__defaults__, f.__code__.co_filename, attempt(f), fold("1 + 2 * x + 3 * 4"))
    print(attempt(eval, "1 +"), attempt(eval, "undefined_thing"), attempt(exec, "raise KeyError('k')"), attempt(compile, "a b", "f", "exec"))
    print(module_from("value = 7"), [eval(f"{i} ** 2") for i in range(4)], eval("[base for _ in range(2)]"), eval("(lambda q: q + base)(1)"))
    print(type("Dynamic", (list,), {"total": lambda self: sum(self)})([1, 2]).total(), __import__("math").floor(2.7), ast.literal_eval("{'a': (1, 2.5)}"))
    scope = {"n": 5}
    exec("def inner():\n    global n\n    n += 1\n    return n", scope)
    print(scope["inner"](), scope["n"], sorted(k for k in scope if k != "__builtins__"))
    code = compile("result = base * 2\nprint('in exec', result)", "<string>", "exec")
    exec(code, {"base": 4})
    exec(code)
    print(globals().pop("result", "not global"), getattr(sys.modules[__name__], "base"), vars(sys.modules[__name__])["base"])


if __name__ == "__main__":
    main()
