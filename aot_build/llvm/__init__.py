"""IR to LLVM IR to an object file. Text is generated, then parsed by llvmlite: see emit.py."""
