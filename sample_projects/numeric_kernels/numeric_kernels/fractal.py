"""Float loops."""


def mandelbrot(width, height, iterations):
    rows = []
    for y in range(height):
        row = []
        for x in range(width):
            cr = 3.0 * x / width - 2.0
            ci = 2.0 * y / height - 1.0
            zr = zi = 0.0
            count = 0
            while count < iterations and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                count += 1
            row.append(count)
        rows.append(row)
    return rows
