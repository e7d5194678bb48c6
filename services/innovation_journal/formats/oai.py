"""OAI-PMH 2.0 by the library `oaipmh`: which arguments it is given, where records come from, signed resumptions."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from lxml import etree
from oaipmh import common, error
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import ServerBase, decodeResumptionToken, encodeResumptionToken

from services.chassis.page import Page
from services.innovation_journal.formats import jats
from services.innovation_journal.formats.meta import CORE, dublin_core
from services.innovation_journal.formats.site import NAME, NOT_XML, Site, xml_text
from services.innovation_journal.queries.articles_read import Article
from services.innovation_journal.queries.harvest import LAST, SETS
from services.innovation_journal.search import EVERYTHING

TYPE = "text/xml"
BATCH = 50
DAY_OR_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    "jats": (jats.SCHEMA, jats.NAMESPACE),
}
# The library knows a verb of its own that the protocol does not.
FOREIGN_VERB = "GetMetadata"
# What sorts before, and after, every id that follows an instant: both bounds of a harvest hold the second they name.
BEFORE_IDS, AFTER_IDS = "", "}"


@dataclass(frozen=True)
class Repository:
    """What the server asks of the journal; every function waits for its answer.

    ``page(token, since, until, limit)``, ``article(id)``, ``sets()`` as (token, name), ``earliest()`` as an instant.
    """

    site: Site
    mail: str
    signer: URLSafeSerializer
    page: Callable[[str, str, str, int], Page]
    article: Callable[[str], Article | None]
    sets: Callable[[], list[tuple[str, str]]]
    earliest: Callable[[], str]


def answer(repository: Repository, arguments: Iterable[tuple[str, str]]) -> bytes:
    """The XML that answers a request, errors of the protocol included."""
    registry = MetadataRegistry()
    registry.registerWriter("oai_dc", _write_core)
    registry.registerWriter("jats", _write_jats)
    server = ServerBase(Source(repository), registry)
    try:
        asked = _checked(list(arguments))
    except error.ErrorBase as fault:
        return bytes(server.handleException({}, (type(fault), fault, None)))
    return bytes(server.handleRequest(asked))


def _checked(arguments: list[tuple[str, str]]) -> dict[str, str]:
    """The arguments by name. Raises what the library would not see, or would stumble over."""
    asked = dict(arguments)
    if len(asked) != len(arguments):
        raise error.BadArgumentError("An argument is repeated.")
    if any(NOT_XML.search(name + value) for name, value in arguments):
        raise error.BadArgumentError("An argument holds a character that XML does not allow.")
    if asked.get("verb") == FOREIGN_VERB:
        raise error.BadVerbError(f"Illegal verb: {FOREIGN_VERB}")
    for name in ("from", "until"):
        if name in asked and DAY_OR_INSTANT.fullmatch(asked[name]) is None:
            raise error.BadArgumentError(f"'{name}' must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    return asked


class Source(common.ResumptionOAIPMH):  # type: ignore[misc]
    """The journal as the library wants it: one method a verb."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def identify(self) -> common.Identify:
        """Who we are, and that what was deleted stays known."""
        return common.Identify(
            repositoryName=NAME,
            baseURL=f"{self.repository.site.home}/oai",
            protocolVersion="2.0",
            adminEmails=[self.repository.mail],
            earliestDatestamp=_naive(datetime.fromisoformat(self.repository.earliest())),
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
            toolkit_description=False,
        )

    def listMetadataFormats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:
        """Dublin Core and JATS, of every article that is not withdrawn."""
        if identifier is not None and self._found(identifier).seen.withdrawal:
            raise error.NoMetadataFormatsError("This record was deleted.")
        return [(prefix, schema, namespace) for prefix, (schema, namespace) in FORMATS.items()]

    def listSets(self, resumptionToken: str | None = None) -> tuple[list[tuple[str, str, None]], None]:
        """Every set in one answer; there are no more to resume."""
        if resumptionToken is not None:
            raise error.BadResumptionTokenError("There is nothing to resume.")
        return [(set_of(token), xml_text(name), None) for token, name in self.repository.sets()], None

    def getRecord(self, metadataPrefix: str, identifier: str) -> tuple[Any, Any, None]:
        """One record."""
        _check_prefix(metadataPrefix)
        return self._record(self._found(identifier))

    def listIdentifiers(self, **asked: Any) -> tuple[list[Any], str | None]:
        """Headers, the oldest change first."""
        found, token = self._batch("ListIdentifiers", asked)
        return [self._header(each) for each in found], token

    def listRecords(self, **asked: Any) -> tuple[list[Any], str | None]:
        """Records, the oldest change first."""
        found, token = self._batch("ListRecords", asked)
        return [self._record(each) for each in found], token

    def _batch(self, verb: str, asked: dict[str, Any]) -> tuple[list[Article], str | None]:
        resumed = "resumptionToken" in asked
        prefix, token, since, until = self._resumed(verb, asked["resumptionToken"]) if resumed else _asked(asked)
        page = self.repository.page(token, since, until, BATCH)
        # The answer that completes a list says so with an empty token.
        rest = self._resume(verb, prefix, token, page.next, until) if page.next else ("" if resumed else None)
        return list(page.items), rest

    def _resume(self, verb: str, prefix: str, token: str, since: str, until: str) -> str:
        signed = self.repository.signer.dumps([verb, prefix, token, since, until])
        return str(encodeResumptionToken({"metadataPrefix": prefix, "page": signed}, 0))

    def _resumed(self, verb: str, written: str) -> tuple[str, str, str, str]:
        try:
            said, _ = decodeResumptionToken(written)
            made_for, prefix, token, since, until = self.repository.signer.loads(said["page"])
        except (error.ErrorBase, error.ClientError, BadData, ArithmeticError, LookupError, TypeError, ValueError):
            made_for, prefix, said = "", "", {}
        if made_for != verb or said.get("metadataPrefix") != prefix:
            raise error.BadResumptionTokenError("This token is not one of ours: begin again without it.")
        return prefix, token, since, until

    def _found(self, identifier: str) -> Article:
        scheme, host, id = (*identifier.split(":", 2), "", "")[:3]
        article = self.repository.article(id) if (scheme, host) == ("oai", self.repository.site.host) else None
        if article is None:
            raise error.IdDoesNotExistError(f"No record is called {identifier}.")
        return article

    def _record(self, article: Article) -> tuple[Any, Any, None]:
        deleted = article.seen.withdrawal is not None
        metadata = None if deleted else common.Metadata(None, {"site": self.repository.site, "article": article})
        return self._header(article), metadata, None

    def _header(self, article: Article) -> Any:
        seen = article.seen
        identifier = f"oai:{self.repository.site.host}:{seen.id}"
        sets = [set_of(token) for token in article.facets if token.partition(":")[0] in SETS]
        return common.Header(None, identifier, _naive(seen.changed_at), sets, seen.withdrawal is not None)


def set_of(token: str) -> str:
    """The set of a facet; a colon would make it a part of another set: ``territory.departement.02``."""
    return token.replace(":", ".")


def token_of(spec: str) -> str:
    """The facet of a set."""
    kind, _, code = spec.partition(".")
    return f"{kind}:{code.replace('.', ':', 1) if kind == 'territory' else code}"


def _asked(said: dict[str, Any]) -> tuple[str, str, str, str]:
    """Prefix, token and bounds of a first request. Raises CannotDisseminateFormat, BadArgument."""
    _check_prefix(said["metadataPrefix"])
    since, until = said.get("from_"), said.get("until")
    if since and until and since > until:
        raise error.BadArgumentError("'from' is later than 'until'.")
    token = token_of(said["set"]) if "set" in said else EVERYTHING
    first = f"{since.isoformat()}Z{BEFORE_IDS}" if since else ""
    last = f"{until.isoformat()}Z{AFTER_IDS}" if until else LAST
    return said["metadataPrefix"], token, first, last


def _check_prefix(prefix: str) -> None:
    if prefix not in FORMATS:
        raise error.CannotDisseminateFormatError(f"The formats are {' and '.join(FORMATS)}.")


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _write_core(parent: Any, metadata: common.Metadata) -> None:
    made = etree.SubElement(parent, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": CORE})
    made.set(SCHEMA_LOCATION, f"{OAI_DC} {FORMATS['oai_dc'][0]}")
    for name, values in dublin_core(metadata["site"], metadata["article"]).items():
        for value in values:
            etree.SubElement(made, f"{{{CORE}}}{name}").text = xml_text(value)


def _write_jats(parent: Any, metadata: common.Metadata) -> None:
    made = jats.element(metadata["site"], metadata["article"], jats.NAMESPACE)
    made.set(SCHEMA_LOCATION, f"{jats.NAMESPACE} {jats.SCHEMA}")
    parent.append(made)
