"""Roman numerals."""

_NUMERALS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def to_roman(number):
    """The numeral of *number*.

    >>> to_roman(1984)
    'MCMLXXXIV'
    """
    if not 0 < number < 4000:
        raise ValueError(f"no Roman numeral for {number}")
    text = ""
    for value, letters in _NUMERALS:
        while number >= value:
            text += letters
            number -= value
    return text


def from_roman(text):
    total = 0
    position = 0
    for value, letters in _NUMERALS:
        while text.startswith(letters, position):
            total += value
            position += len(letters)
    if position < len(text):
        raise ValueError(f"not a Roman numeral: {text!r}")
    return total
