"""What is thrown into a generator keeps its context, whatever its caller handles just then."""
from contextlib import ExitStack, contextmanager


def chain(error):
    found = []
    while error is not None:
        found.append(error.args[0])
        error = error.__context__
    return found


def raising(error):
    try:
        yield
    finally:
        raise error


def thrown_one_into_another():
    first, second, third = (Exception(i) for i in range(3))
    try:
        raise first
    except Exception as handled:
        error = handled
        for new in (second, third):
            generator = raising(new)
            next(generator)
            try:
                generator.throw(error)
            except Exception as raised:
                error = raised
    print(chain(error))


def thrown_while_handling():
    def handling():
        try:
            raise KeyError("own")
        except KeyError:
            yield

    generator = handling()
    next(generator)
    try:
        raise ValueError("of the caller")
    except ValueError:
        try:
            generator.throw(TypeError("thrown"))
        except TypeError as error:
            print(chain(error))


def thrown_at_the_start():
    generator = raising(Exception("never"))
    try:
        raise ValueError("of the caller")
    except ValueError:
        try:
            generator.throw(TypeError("thrown"))
        except TypeError as error:
            print(chain(error))


def closed_while_handling():
    def unwilling():
        try:
            yield
        except GeneratorExit as error:
            print(chain(error) if error.args else error.__context__)
            raise KeyError("instead")

    generator = unwilling()
    next(generator)
    try:
        raise ValueError("of the caller")
    except ValueError:
        try:
            generator.close()
        except KeyError as error:
            print(error.args, repr(error.__context__), repr(error.__context__.__context__))


def through_a_stack():
    managed = contextmanager(raising)
    errors = [Exception(i) for i in range(5)]
    try:
        with ExitStack() as stack:
            for error in reversed(errors[1:]):
                stack.enter_context(managed(error))
            raise errors[0]
    except Exception as error:
        print(chain(error))


def main():
    thrown_one_into_another()
    thrown_while_handling()
    thrown_at_the_start()
    closed_while_handling()
    through_a_stack()


main()
