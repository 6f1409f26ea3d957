# SPDX-License-Identifier: Apache-2.0
"""A Lisp interpreter: reader, environments as a dict subclass, evaluation of nested lists."""

import operator

SIZE = 14

PROGRAM = """
(begin
  (define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))
  (define range (lambda (a b) (if (= a b) (list) (cons a (range (+ a 1) b)))))
  (define map (lambda (f items)
    (if (null? items) items (cons (f (car items)) (map f (cdr items))))))
  (define total (lambda (items) (if (null? items) 0 (+ (car items) (total (cdr items))))))
  (define count 0)
  (define bump (lambda (by) (set! count (+ count by))))
  (map bump (range 0 20))
  (+ count (fib %d) (total (map (lambda (x) (* x x)) (range 0 30)))))
"""


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values))
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise NameError(name)


class Lambda:
    def __init__(self, names, body, env):
        self.names, self.body, self.env = names, body, env

    def __call__(self, *args):
        return evaluate(self.body, Env(self.names, args, self.env))


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def read(tokens):
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(read(tokens))
        tokens.pop(0)
        return items
    try:
        return int(token)
    except ValueError:
        return token


def standard_env():
    env = Env()
    env.update(
        {
            "+": lambda *args: sum(args),
            "-": operator.sub,
            "*": operator.mul,
            "<": operator.lt,
            "=": operator.eq,
            "list": lambda *args: list(args),
            "cons": lambda head, tail: [head, *tail],
            "car": lambda items: items[0],
            "cdr": lambda items: items[1:],
            "null?": lambda items: items == [],
        }
    )
    return env


def evaluate(x, env):
    if isinstance(x, str):
        return env.find(x)[x]
    if not isinstance(x, list):
        return x
    head = x[0]
    if head == "if":
        _, test, then, orelse = x
        return evaluate(then if evaluate(test, env) else orelse, env)
    if head == "define":
        _, name, value = x
        env[name] = evaluate(value, env)
        return None
    if head == "set!":
        _, name, value = x
        env.find(name)[name] = evaluate(value, env)
        return None
    if head == "lambda":
        _, names, body = x
        return Lambda(names, body, env)
    if head == "begin":
        result = None
        for item in x[1:]:
            result = evaluate(item, env)
        return result
    function = evaluate(head, env)
    args = [evaluate(item, env) for item in x[1:]]
    return function(*args)


def run(n):
    return evaluate(read(tokenize(PROGRAM % n)), standard_env())
