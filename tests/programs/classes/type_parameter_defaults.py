# since 3.13
"""Defaults of type parameters, which are evaluated when somebody asks for them."""

# ruff: noqa
import typing


def make(kind):
    def function[T = kind, *Ts = *tuple[kind, ...], **P = [kind, later]](item: T) -> T:
        return item

    class Box[T: kind = bool, S = "Box"]:
        inner = kind

        def get[U = (inner, T)](self) -> U:
            return self

    type Alias[T = list[later]] = dict[T, kind]
    T, Ts, P = function.__type_params__
    print(T.__default__, Ts.__default__, T.has_default(), Box[int], Alias.__type_params__)
    try:
        P.__default__
    except NameError as error:
        print(error)
    later = str
    print(P.__default__, Alias.__type_params__[0].__default__)
    T, S = Box.__type_params__
    print(T.__bound__, T.__default__, S.__default__, Box.get.__type_params__[0].__default__ == (kind, T))
    return Box


def main():
    print(make(int) is make(float))

    def plain[T]():
        pass

    print(plain.__type_params__[0].__default__ is typing.NoDefault)


if __name__ == "__main__":
    main()
