import sys

from toolbox import double


def main():
    print(__name__, __package__, __spec__.name, __file__, sys.argv, double(len(sys.argv)))


main()
