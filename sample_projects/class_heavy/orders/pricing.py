"""Abstract classes, a registry filled by __init_subclass__, a metaclass, super()."""

import abc


class Registered(abc.ABCMeta):
    """Knows every concrete class made with it."""

    def concrete(cls):
        return sorted(c.__name__ for c in cls.registry if not c.__abstractmethods__)


class Pricing(metaclass=Registered):
    registry = []

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Pricing.registry.append(cls)

    @abc.abstractmethod
    def price(self, count):
        """What *count* pieces cost."""

    @staticmethod
    def rounded(value):
        return round(value, 2)


class Flat(Pricing):
    def __init__(self, each):
        self.each = each

    def price(self, count):
        return self.rounded(self.each * count)


class Bulk(Flat):
    def __init__(self, each, discount):
        super().__init__(each)
        self.discount = discount

    def price(self, count):
        full = super().price(count)
        return self.rounded(full * (1 - self.discount)) if count >= 10 else full
