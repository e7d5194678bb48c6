"""What the journal gives as open data, in DCAT 3 (JSON-LD): each set of data with the addresses that give it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.innovation_journal.formats import atom, ical, jsonfeed, linked, oai
from services.innovation_journal.formats.site import LICENCES, NAME, PUBLISHER, Site

TYPE = linked.TYPE
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
MEDIA = "https://www.iana.org/assignments/media-types/"
OAI_PMH = "http://www.openarchives.org/OAI/2.0/"
_, LICENCE = LICENCES["etalab-2.0"]
# Title, path below the journal, media type, and the protocol it follows.
Way = tuple[str, str, str, str]
ARTICLES: tuple[Way, ...] = (
    ("OAI-PMH, articles entiers (JATS)", "/oai?verb=ListRecords&metadataPrefix=jats", oai.TYPE, OAI_PMH),
    ("OAI-PMH, notices (Dublin Core)", "/oai?verb=ListRecords&metadataPrefix=oai_dc", oai.TYPE, OAI_PMH),
    ("Derniers changements (Atom)", "/atom.xml", atom.TYPE, ""),
    ("Derniers changements (JSON Feed)", "/feed.json", jsonfeed.TYPE, ""),
)
GATHERINGS: tuple[Way, ...] = (
    ("Agenda (iCalendar)", "/rencontres/calendrier.ics", ical.TYPE, ""),
    ("Rencontres (Atom)", "/rencontres/atom.xml", atom.TYPE, ""),
    ("Rencontres (JSON Feed)", "/rencontres/feed.json", jsonfeed.TYPE, ""),
)


def write(site: Site, changed: datetime) -> dict[str, Any]:
    """The catalogue. ``changed``: when an article last changed."""
    told = (
        "Ce que les incubateurs de la région ont essayé pour mieux former, avec les chiffres, les limites et la suite."
    )
    articles = _dataset(site, "articles", "Articles", told, ARTICLES)
    moment = {"@type": "xsd:dateTime", "@value": changed.isoformat()}
    meetings = "Journées d'étude, visites, ateliers, hackathons et webinaires, annoncés ou annulés."
    return {
        "@context": CONTEXT,
        "@id": f"{site.home}/catalogue.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _french(NAME),
        "dct:description": _french("Les données ouvertes du journal des innovations."),
        "foaf:homepage": {"@id": site.home},
        **_common(),
        "dcat:dataset": [
            articles | {"dct:modified": moment},
            _dataset(site, "rencontres", "Rencontres", meetings, GATHERINGS),
        ],
    }


def _dataset(site: Site, name: str, title: str, told: str, ways: Iterable[Way]) -> dict[str, Any]:
    return {
        "@id": f"{site.home}/catalogue.jsonld#{name}",
        "@type": "dcat:Dataset",
        "dct:title": _french(f"{NAME}\u00a0: {title.lower()}"),
        "dct:description": _french(told),
        **_common(),
        "dcat:distribution": [_distribution(site, *way) for way in ways],
    }


def _distribution(site: Site, title: str, path: str, media: str, protocol: str) -> dict[str, Any]:
    follows = {"dct:conformsTo": {"@id": protocol}} if protocol else {}
    return {
        "@type": "dcat:Distribution",
        "dct:title": _french(title),
        "dcat:accessURL": {"@id": f"{site.home}{path}"},
        "dcat:mediaType": {"@id": f"{MEDIA}{media}"},
        "dct:license": {"@id": LICENCE},
        **follows,
    }


def _common() -> dict[str, Any]:
    return {
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": PUBLISHER},
        "dct:language": {"@id": FRENCH},
        "dct:license": {"@id": LICENCE},
    }


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}
