from checksum._adler import adler
from checksum.fletcher import fletcher16

__all__ = ["adler", "fletcher16"]
