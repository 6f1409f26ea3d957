import pkgutil
from importlib import resources


def words():
    text = resources.files("toolbox").joinpath("data", "words.txt").read_text("utf-8")
    return text.split()


def raw_words():
    return pkgutil.get_data("toolbox", "data/words.txt").split()
