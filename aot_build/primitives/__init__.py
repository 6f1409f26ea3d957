"""Tables of the C functions that compiled code may call (``runtime/ops_*.c``)."""
