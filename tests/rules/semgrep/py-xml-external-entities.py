import xml.sax
from xml.sax.handler import feature_external_ges

from lxml import etree

# # ruleid: py-xml-external-entities
open_parser = etree.XMLParser(resolve_entities=True)
# # ruleid: py-xml-external-entities
online_parser = etree.XMLParser(no_network=False)
reader = xml.sax.make_parser()
# # ruleid: py-xml-external-entities
reader.setFeature(feature_external_ges, True)
# # ok: py-xml-external-entities
reader.setFeature(feature_external_ges, False)
# # ok: py-xml-external-entities
closed_parser = etree.XMLParser(resolve_entities=False)
# # ok: py-xml-external-entities
offline_parser = etree.XMLParser(no_network=True)
