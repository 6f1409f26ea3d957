"""Run-length coding. This sample ships no sources."""

from rle.codec import decode, encode

__version__ = "3.0.1"
__all__ = ["decode", "encode"]
