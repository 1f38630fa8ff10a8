"""Small XML documents for other people's programs: trees of elements, in bytes that every reader accepts."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 knows no way to write, not even escaped."""


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A new element at the end of another one."""
    element = SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    element.text = clean(text)
    return element


def clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def written(root: Element) -> bytes:
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
