import colorsys  # nothing else imports this


def area(size):
    return 3 * size * size


def shade(value):
    return colorsys.hsv_to_rgb(0.0, 0.0, value)
