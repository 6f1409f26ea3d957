class N(int):
    def __new__(cls, value, name):
        self = super().__new__(cls, value)
        self.name = name
        return self
    def __repr__(self):
        return self.name
for v in (0, 1, 5, -3, 2**40, -2**100):
    n = N(v, f"n{v}")
    print(n, int(n), n.__dict__, n + 1)
