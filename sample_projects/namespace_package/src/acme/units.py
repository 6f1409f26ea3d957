"""A module directly in the namespace."""

_FACTORS = {"m": 1.0, "cm": 0.01, "km": 1000.0}


def metres(text):
    number, unit = text.split()
    return float(number) * _FACTORS[unit]
