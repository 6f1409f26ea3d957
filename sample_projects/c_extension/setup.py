from setuptools import Extension, setup

# -g0: debug information would name the folder of the build.
ADLER = Extension("checksum._adler", ["checksum/_adler.c"], extra_compile_args=["-g0"])

setup(packages=["checksum"], ext_modules=[ADLER])
