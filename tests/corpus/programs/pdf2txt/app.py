"""Makes a PDF file and takes its text out again."""

import sys
import zlib

from pdfminer.high_level import extract_pages, extract_text, extract_text_to_fp
from pdfminer.layout import LAParams, LTTextContainer
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

CONTENT = b"""BT /F1 18 Tf 72 720 Td (Hello, PDF!) Tj 0 -30 Td [(A se) -20 (cond) 120 ( line)] TJ
1 0 0 1 72 600 Tm (Far below \\(in brackets\\) \\344) Tj ET 100 100 50 50 re S"""


def make(file):
    stream = zlib.compress(CONTENT)
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (The title) /Author <FEFF00C4> >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\n"
    file.write(data + end % table + b"startxref\n%d\n%%%%EOF\n" % len(data))


with open("made.pdf", "wb") as file:
    make(file)
kind = sys.argv[1]
if kind == "text":
    print(extract_text("made.pdf"))
elif kind == "boxes":
    for page in extract_pages("made.pdf", laparams=LAParams(line_margin=0.2)):
        for item in page:
            print(type(item).__name__, [round(x, 2) for x in item.bbox])
            if isinstance(item, LTTextContainer):
                print(repr(item.get_text()))
elif kind == "info":
    with open("made.pdf", "rb") as file:
        document = PDFDocument(PDFParser(file))
        print(document.info, document.catalog, len(list(document.xrefs)))
elif kind == "broken":
    with open("made.pdf", "wb") as file:
        file.write(b"nothing of the kind")
    extract_text("made.pdf")
else:
    with open("made.pdf", "rb") as file:
        extract_text_to_fp(file, sys.stdout.buffer, output_type=kind, laparams=LAParams(), codec="utf-8")
