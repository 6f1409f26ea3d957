"""What io.TextIOWrapper refuses to wrap a buffer with."""
import io


def wrap(**options):
    try:
        print(io.TextIOWrapper(io.BytesIO(b"abc"), **options))
    except (LookupError, ValueError) as error:
        print(type(error).__name__, error)


wrap(encoding="hex")
wrap(encoding="rot13")
wrap(encoding="nothing")
wrap(encoding="utf-8\0")
wrap(encoding="utf-8", newline="x")
wrap(encoding="latin-1", errors="replace")
