from setuptools import Extension, setup

setup(packages=["checksum"], ext_modules=[Extension("checksum._adler", ["checksum/_adler.c"])])
