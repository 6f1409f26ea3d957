import multiprocessing


def square(number):
    return number * number


def squares(numbers):
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.map(square, numbers)
