"""What a codec that fails adds to its exception."""

import codecs
for text, name in (("abc", "hex"), ("abc", "rot13"), ("zz", "hex")):
    try:
        print(codecs.encode(text, name))
    except Exception as e:
        print(repr(e), repr(e.__cause__))
    try:
        print(codecs.decode(text, name))
    except Exception as e:
        print(repr(e), repr(e.__cause__))
