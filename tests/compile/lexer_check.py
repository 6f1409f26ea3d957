# SPDX-License-Identifier: Apache-2.0
"""Our lexer beside the one of CPython.

    PROGRAM lexer_check.py tokens          what _tokenize makes of the standard library (3.12)
    PROGRAM lexer_check.py errors [SEED]   lines of it with small mistakes: SyntaxErrors that differ

PROGRAM is a CPython with our lexer, our _tokenize and the module _lexer_test in it
(test_lexer.py); the first also works with any CPython, to be compared.
"""

import hashlib
import os
import random
import re
import sys
import textwrap
import warnings

LIBRARY = os.path.dirname(os.__file__)
FOLDERS = ("", "test", "asyncio", "email", "idlelib")
MODES = {"exec": 257, "eval": 258, "single": 256}

# What the lexer says, as far as no parser is needed to tell where.
OF_THE_LEXER = re.compile(
    r"invalid (decimal|hexadecimal|octal|binary|imaginary) literal|invalid digit|leading zeros"
    r"|unterminated|closing parenthesis|unmatched|invalid (non-printable )?character"
    r"|inconsistent use|unindent does not|too many (levels|nested)|line continuation"
    r"|unexpected EOF|\(unicode error\) 'utf-8'"
)
# Errors of the parser that the lexer does not replace.
OF_THE_PARSER = re.compile(
    r"unexpected (in|unin)dent|multiple statements|expected an indented block|codec can't"
    r"|only contain ASCII"
)
# In 3.11 the fields of f-strings are lexed when they are parsed.
HAS_FIELDS = re.compile(r"f['\"]|fr['\"]", re.IGNORECASE)
ALPHABET = [
    *"()[]{}'\"\\:#,.0123xjeob_ \t\nfrbu!=<>;@é€\u200b$?`-+*\r",
    *('"""', "'''", "{{", "}}", "\\N{", "f'", 'f"', "rf'''", "\\\n", "if ", "else", "0x", "1e"),
]


def read_library():
    """The text of each file in those folders."""
    for folder in FOLDERS:
        path = os.path.join(LIBRARY, folder)
        for name in sorted(os.listdir(path)):
            if name.endswith(".py"):
                try:
                    with open(os.path.join(path, name), encoding="utf-8") as file:
                        yield name, file.read()
                except UnicodeDecodeError:
                    pass


def show_tokens():
    """A digest of the tokens of each file, as tokenize gets them and (in 3.13) as the parser does.

    3.12.1 has mistakes: columns of strings in lines that are not ASCII, and without extra tokens a
    SystemError at the end of some files.
    """
    import _tokenize

    for name, text in read_library():
        if text.isascii():
            for extra in (True,) if sys.version_info < (3, 13) else (True, False):
                lines = iter(text.splitlines(True))
                digest = hashlib.md5()
                try:
                    for row in _tokenize.TokenizerIter(lines.__next__, extra_tokens=extra):
                        digest.update(repr(row if extra else row[:4]).encode())
                except SyntaxError as error:
                    digest.update(repr(error.args).encode())
                print(name, extra, digest.hexdigest())


def check_errors(seed, count=4000):
    """Mistakes made at random: the error of compile() is the one our lexer has, if it has one."""
    warnings.simplefilter("ignore")
    random.seed(seed)
    files = [text.split("\n") for _, text in read_library()]
    fstrings = [line for lines in files for line in lines if re.search(r"\bf['\"]", line)]
    wrong = 0
    for _ in range(count):
        source = mutate(snippet(files, fstrings))
        mode = random.choice(("exec", "exec", "exec", "eval", "single"))
        if not same_error(source, mode):
            wrong += 1
            print(mode, repr(source))
    print(wrong, "errors differ")


def snippet(files, fstrings):
    """A few lines of a file."""
    if random.random() < 0.3:
        return random.choice(fstrings).strip() + "\n" + random.choice(fstrings).strip() + "\n"
    lines = random.choice(files)
    first = random.randrange(len(lines))
    return textwrap.dedent("\n".join(lines[first : first + random.randint(1, 8)]) + "\n")


def mutate(text):
    """Some characters more or less."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(text) + 1)
        gone = random.choice((0, 0, 0, 1, 1, random.randint(1, 10)))
        text = text[:at] + ("" if gone else random.choice(ALPHABET)) + text[at + gone :]
    return text.replace("\0", "")


def same_error(source, mode):
    """Whether what our lexer says is what compile() says."""
    import _lexer_test

    theirs = None
    if sys.version_info < (3, 12) and HAS_FIELDS.search(source):
        return True
    try:
        compile(source, "f", mode)
    except (SyntaxError, UnicodeDecodeError) as error:
        theirs = error
    _, ours = _lexer_test.lex(source, MODES[mode])
    if theirs is not None and OF_THE_PARSER.search(str(theirs)):
        return True
    if ours is not None and ours[1]:
        return as_text(ours[0]) == as_text(theirs)
    if theirs is not None and OF_THE_LEXER.search(str(theirs)):
        return ours is not None and as_text(ours[0]) == as_text(theirs)
    return True


def as_text(error):
    """All that an error says."""
    return None if error is None else (type(error).__name__, error.args)


if __name__ == "__main__":
    if sys.argv[1] == "tokens":
        show_tokens()
    else:
        check_errors(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
