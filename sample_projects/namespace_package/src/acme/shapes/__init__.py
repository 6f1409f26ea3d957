"""A package in the namespace `acme`, which other distributions may share."""

from acme.shapes.flat import Square

__all__ = ["Square"]
