from greeter.words import greeting


def greet(name):
    return f"{greeting()}, {name}!"
