def encode(data):
    runs = []
    for item in data:
        if runs and runs[-1][0] == item:
            runs[-1][1] += 1
        else:
            runs.append([item, 1])
    return [(item, count) for item, count in runs]


def decode(runs):
    result = []
    for item, count in runs:
        result += [item] * count
    return result
