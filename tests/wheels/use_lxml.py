# SPDX-License-Identifier: Apache-2.0
"""lxml: Cython around libxml2 and libxslt."""

from lxml import etree

root = etree.fromstring("<a x='1'><b>text<c/>tail</b><!-- said --><b y='2'/></a>")
print(root.tag, root.attrib, [child.tag for child in root if isinstance(child.tag, str)])
print(root.xpath("//b/@y"), root.xpath("count(//b)"), root.find("b").text, root.find("b/c").tail)
print(etree.tostring(root, pretty_print=True).decode())
element = etree.SubElement(root, "{urn:x}new", nsmap={"p": "urn:x"})
element.text = "ü & <"
print(etree.tostring(element))
try:
    etree.fromstring("<a><b></a>")
except etree.XMLSyntaxError as error:
    print(error)
sheet = etree.XML("""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><out><xsl:value-of select="count(//b)"/></out></xsl:template>
</xsl:stylesheet>""")
print(str(etree.XSLT(sheet)(root)))
for event, node in etree.iterwalk(root, events=("start", "end")):
    print(event, node.tag if isinstance(node.tag, str) else "comment", end=" ")
print()
