# SPDX-License-Identifier: Apache-2.0
"""Dates, times and time zones: arithmetic, text, subclasses, copies by pickle, errors."""

import pickle
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo


class Shifting(tzinfo):
    """Two hours in summer, one in winter."""

    def utcoffset(self, when):
        return timedelta(hours=1) + self.dst(when)

    def dst(self, when):
        return timedelta(hours=1 if when is not None and 4 <= when.month <= 10 else 0)

    def tzname(self, when):
        return "summer" if self.dst(when) else "winter"


class Birthday(date):
    def age(self, today):
        return today.year - self.year - ((today.month, today.day) < (self.month, self.day))

    @classmethod
    def new_year(cls, year):
        return cls(year, 1, 1)


def show_arithmetic():
    start = datetime(2024, 2, 28, 22, 30, 15, 250)
    for step in (timedelta(hours=2), timedelta(days=1, microseconds=-251), -timedelta(weeks=9)):
        print(start + step, repr(step), step.total_seconds(), divmod(step, timedelta(hours=5)))
    print(start - datetime(2023, 2, 28), date(2024, 3, 1) - date(2024, 2, 1))
    print(timedelta(seconds=7) / 2, timedelta(seconds=7) // timedelta(seconds=2), abs(-timedelta(1)))
    print(sorted([date(2024, 5, 1), date(1999, 12, 31), date.min, date.max]))
    print(start.replace(minute=59, tzinfo=UTC), start.date(), start.time(), hash(start) == hash(start))


def show_text():
    moment = datetime(2021, 3, 4, 5, 6, 7, 8900, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    print(moment.isoformat(), moment.isoformat(" ", "minutes"), moment.strftime("%A %d %B %y %j %z %Z"))
    print(f"{moment:%H.%M} {moment.date()!s} {moment!r} {moment.ctime()}")
    print(datetime.strptime("31/12/99 23:59 +0130", "%d/%m/%y %H:%M %z"))
    print(datetime.fromisoformat("2011-11-04T00:05:23+04:00"), time.fromisoformat("04:23:01.000384"))
    print(date.fromisocalendar(2020, 53, 7).isocalendar(), date(2020, 12, 31).timetuple().tm_yday)


def show_zones():
    zone = Shifting()
    for month in (1, 7):
        local = datetime(2022, month, 15, 12, tzinfo=zone)
        print(local, local.tzname(), local.dst(), local.astimezone(UTC), local.utctimetuple()[:5])
        print(datetime(2022, month, 15, 12, tzinfo=UTC).astimezone(zone))
    print(datetime(2022, 1, 1, tzinfo=UTC) == datetime(2022, 1, 1, 1, tzinfo=zone))
    print(datetime.fromtimestamp(1_000_000_000, UTC).timestamp(), timezone.utc, timezone.min)


def show_subclasses():
    born = Birthday(1990, 6, 15)
    print(born.age(date(2024, 6, 14)), born.age(date(2024, 6, 15)), Birthday.new_year(2000))
    print(type(born + timedelta(1)).__name__, type(born.replace(year=1991)).__name__)
    for value in (born, datetime(2020, 1, 2, 3, fold=1), time(4, 5, tzinfo=UTC), timedelta(6, 7, 8)):
        copy = pickle.loads(pickle.dumps(value))
        print(copy == value, type(copy).__name__, getattr(copy, "fold", "-"), copy)


def show_errors():
    attempts = [
        lambda: date(2023, 2, 29),
        lambda: date.max + timedelta(1),
        lambda: datetime(MAXYEAR + 1, 1, 1),
        lambda: datetime(2020, 1, 1) < datetime(2020, 1, 1, tzinfo=UTC),
        lambda: datetime(2020, 1, 1) - date(2020, 1, 1),
        lambda: datetime.fromisoformat("2020-13-01"),
        lambda: datetime.strptime("noon", "%H"),
        lambda: timezone(timedelta(hours=24)),
        lambda: timedelta(days=10**10),
    ]
    for attempt in attempts:
        try:
            print(attempt())
        except (ValueError, TypeError, OverflowError) as error:
            print(type(error).__name__, error)


def main():
    show_arithmetic()
    show_text()
    show_zones()
    show_subclasses()
    show_errors()


if __name__ == "__main__":
    main()
