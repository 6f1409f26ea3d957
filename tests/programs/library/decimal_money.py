# SPDX-License-Identifier: Apache-2.0
"""Decimal: sums of money, rounding, contexts and their traps, formats, threads."""

import decimal
import threading
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    localcontext,
)
from fractions import Fraction

CENT = Decimal("0.01")


class Money(Decimal):
    """A subclass: arithmetic gives plain decimals."""

    def __new__(cls, amount):
        return super().__new__(cls, Decimal(amount).quantize(CENT, ROUND_HALF_UP))


def repay(loan, yearly, months):
    rate = yearly / 12
    payment = (loan * rate / (1 - (1 + rate) ** -months)).quantize(CENT)
    paid = Decimal(0)
    for _ in range(months):
        interest = (loan * rate).quantize(CENT, ROUND_HALF_EVEN)
        loan -= payment - interest
        paid += interest
    return payment, paid, loan


def show_numbers():
    print(Decimal("1.10") + Decimal("2.20"), Decimal(1) / Decimal(7), Decimal(2).sqrt())
    print(Decimal("-7") % 3, Decimal("-7") // 3, divmod(Decimal("7.5"), 2), Decimal(3) ** -2)
    print(Decimal("1E+5").normalize(), Decimal("123.4500").as_tuple(), Decimal(0.1))
    print(Decimal("1.5") == Fraction(3, 2), Decimal("0.5") < 0.75, hash(Decimal(5)) == hash(5))
    print(f"{Decimal('1234567.891'):,.2f} {Decimal('0.00012'):e} {Decimal('5'):>8} {Decimal('.25'):.0%}")
    print(sorted(map(Decimal, ["3", "-Infinity", "0", "-0", "1e-9"])), round(Decimal("2.675"), 2))
    print(int(Decimal("-3.99")), float(Decimal("1e-3")), Decimal("12.5").as_integer_ratio())
    print(sum(map(Decimal, "1 2.5 3.25".split())), max(Decimal(1), 2), Decimal("NaN").is_nan())


def show_contexts():
    with localcontext() as context:
        context.prec = 6
        print(Decimal(1) / 3, context.flags[Inexact], +Decimal("1234567.8"))
        context.rounding = ROUND_DOWN
        print(Decimal(2) / 3, Decimal(2).exp(), Decimal(10).ln())
        context.traps[DivisionByZero] = False
        print(Decimal(1) / 0, Decimal(-1) / 0)
    print(Context(prec=3).multiply(Decimal("1.234"), Decimal("5.678")), decimal.getcontext().prec)
    for attempt in (
        lambda: Decimal(1) / 0,
        lambda: Decimal("ten"),
        lambda: Decimal(1) + 1.5,
        lambda: Decimal("1e30").quantize(CENT),
        lambda: Context(traps=[Inexact]).divide(1, 3),
    ):
        try:
            print(attempt())
        except (ArithmeticError, TypeError) as error:
            print(type(error).__name__, error, isinstance(error, InvalidOperation))


def show_threads():
    seen = []

    def work(precision):
        decimal.getcontext().prec = precision
        seen.append((precision, str(Decimal(1) / 7)))

    workers = [threading.Thread(target=work, args=(n,)) for n in (3, 5, 9)]
    for worker in workers:
        worker.start()
        worker.join()
    print(seen, Decimal(1) / 7)


def main():
    print(Money("2.005"), Money(1) + 1, type(Money(1) + 1).__name__, repr(Money("3.999")))
    print(*repay(Decimal(200_000), Decimal("0.035"), 240))
    show_numbers()
    show_contexts()
    show_threads()


if __name__ == "__main__":
    main()
