import os, sys
import json as js
from collections import *

def area(width,height):
    unused = width+height
    print("area: %d %d" % (width,))
    return width*height

class Shape :
    def area(self):
        return undefined_name
    def area(self, x, y = 2):
        if x == None :
            l = 1
        return x

def outer():
    def inner():
        return missing
    try:
        inner( )
    except ValueError as e:
        pass
    f"{1}" ; f"no placeholders"
    lambda: (yield)

async def go():
    async with a as b: return b
__all__ = ["area"]
