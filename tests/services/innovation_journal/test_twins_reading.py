"""The twins of what is read: each answer is so because of one rule, and otherwise once that rule is taken away."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pytest

from services.innovation_journal import figure_words, pages_words, search, shown, words
from services.innovation_journal.article_fields import WithdrawalKind
from services.innovation_journal.figure_words import row
from services.innovation_journal.formats import atom, citation, entries, linked
from services.innovation_journal.formats.site import Site
from services.innovation_journal.queries.articles_read import Article
from services.innovation_journal.queries.kinship import Kin, Link
from services.innovation_journal.queries.reading import Seen
from services.innovation_journal.search import Asked
from tests.services.innovation_journal import making, printing
from tests.services.innovation_journal.twinning import Fact
from tests.support import taking_away
from tests.support.taking_away import each

SITE = Site("https://journal.exemple.fr")
NEVER = re.compile("(?!)")


def as_seen(**content: Any) -> Seen:
    """A published article in a list, without a store."""
    article, edition = printing.published(**content)
    return Seen(id=article.id, **shown.shown(article, edition, ()).line.model_dump())


def of_withdrawn() -> bool:
    """Whether a withdrawn article still says in its public document what it said."""
    article = making.withdrawn(testimonies=(making.TESTIMONY,))
    assert article.published is not None
    text = json.dumps(shown.shown(article, article.published, ()).model_dump(mode="json"), ensure_ascii=False)
    return "osé" in text or "faute de transport" in text


def of_draft() -> bool:
    """Whether what was written since the last edition is public."""
    article, edition = printing.published()
    article.write(making.content(title="Titre à venir"), "ivan", making.CORRECTED_ON)
    return "venir" in shown.shown(article, edition, ()).line.title


def of_consent() -> bool:
    """Whether the public document says how a person agreed."""
    article = making.published(testimonies=(making.TESTIMONY,))
    assert article.published is not None
    return "Accord signé" in repr(shown.shown(article, article.published, ()).body)


def feed_is_sound() -> bool:
    """Whether a feed holds a title with a sign that XML refuses."""
    entry = entries.of_article(SITE, as_seen(title="a\ufffe"))
    try:
        atom.write(entries.Feed("a", SITE.home, SITE.home, [entry], entry.updated))
    except ValueError:
        return False
    return True


def line_of_draft(article: Any, edition: Any, line: Any = shown._line) -> Any:
    """The line of an article made of its draft."""
    return line(article, edition.model_copy(update={"content": article.content}))


class AsGiven(shown.Body):
    """A body whose quotes are the testimonies as they were given, with how the persons agreed."""

    quotes: Any = ()


def hidden_as_nothing(figures: Any, result: Any, told: Any = figure_words.shown) -> str:
    """A figure in words, a hidden one as if nobody was counted."""
    return str(told(figures.model_copy(update={"numerator": figures.numerator or 0, "denominator": 142}), result))


def unknown_as_nothing(figures: Any) -> Fraction:
    """A share, or nothing at all where nothing was measured."""
    return Fraction(figures.numerator or 0, figures.denominator or 1) if figures else Fraction(0)


def of_epci() -> bool:
    """Whether an article on Lille is found by its metropolis."""
    for remembered in (search.wider_than, search._holding):
        remembered.cache_clear()
    try:
        return "territory:epci:200093201" in search.facet_tokens((), ("commune:59350",), (), None, "none", None)
    finally:
        for remembered in (search.wider_than, search._holding):
            remembered.cache_clear()


def of_words_taken_back() -> bool:
    """Whether the words of a person who no longer agrees lead to the article withdrawn for it."""
    article = making.published(testimonies=(making.TESTIMONY,))
    article.withdraw(WithdrawalKind.TESTIMONY, "Elle n'est plus d'accord.", making.NOBODY, making.LATER)
    assert article.published is not None
    return "w.mairi" in shown.words_before(article, article.published, ())


def of_original_to_come() -> bool:
    """Whether linked data name what is adapted before it is out."""
    told = {"id", "experiment", "title", "place", "territories", "kept", "changed", "on", "result"}
    link = Link(**making.declared().model_dump(include=told), carrier_names=())
    found = Article(seen=as_seen(), body=shown.Body(editions=()), kin=Kin(originals=(link,)), facets=())
    return "isBasedOn" in linked.article(SITE, found)


def meets(asked: str, written: str) -> Callable[[], bool]:
    """Whether a word is found in a text."""

    def look() -> bool:
        words.stems_of.cache_clear()
        found = [bool(words.stems(written).intersection(choice)) for choice in words.asked_stems(asked)]
        words.stems_of.cache_clear()
        return all(found)

    return look


def in_balance(entry: str) -> bool:
    """Whether BibTeX, which counts braces whatever stands before them, reads an entry to its end and no further."""
    depths = list(accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in entry.strip()))
    return depths[-1] == 0 and all(depth > 0 for depth in depths[depths.index(1) : -1])


FACTS = (
    Fact("a-word-is-found-in-its-other-forms", {"words._stem": words.plain}, meets("évaluées", "évaluation"), True),
    Fact(
        "a-word-without-accents-is-spelt-with-them",
        {"words.SPELLINGS": ()},
        meets("insérer", "INSEREE"),
        True,
    ),
    Fact("a-word-is-compared-without-its-accents", {"words.plain": str}, meets("élève", "ELEVES"), True),
    Fact("women-have-the-trades-of-men", {"words.SPELLINGS": ()}, meets("formatrice", "des formateurs"), True),
    Fact("words-that-name-nothing-are-not-looked-for", {"words.EMPTY": frozenset()}, lambda: Asked(q="des").stems, ()),
    Fact("an-empty-word-is-known-without-its-accent", {"words.plain": str}, lambda: Asked(q="très").stems, ()),
    Fact(
        "a-territory-brings-those-around-it",
        {"search.wider_than": lambda code: ()},
        lambda: "territory:region:32" in search.facet_tokens((), ("commune:02381",), (), None, "none", None),
        True,
    ),
    Fact(
        "a-withdrawn-article-keeps-no-text",
        {"shown.State": SimpleNamespace(WITHDRAWN="never")},
        of_withdrawn,
        False,
    ),
    Fact("a-draft-is-not-public", {"shown._line": line_of_draft}, of_draft, False),
    Fact(
        "how-a-person-agreed-is-not-public",
        {"shown.quotes_of": lambda edition: edition.content.testimonies, "shown.Body": AsGiven},
        of_consent,
        False,
    ),
    Fact(
        "words-taken-back-leave-no-trace",
        {"shown.WithdrawalKind": SimpleNamespace(TESTIMONY="never")},
        of_words_taken_back,
        False,
    ),
    Fact("an-epci-holds-its-communes", {"search.HOLDING_TERRITORIES": search.WIDE_TERRITORIES}, of_epci, True),
    Fact("an-original-to-come-is-not-named", {"formats.linked._out": list}, of_original_to_come, False),
    Fact(
        "few-persons-are-hidden",
        {"figure_words.shown": hidden_as_nothing},
        lambda: row(making.result().model_copy(update={"after": few()})).after == figure_words.HIDDEN,
        True,
    ),
    Fact(
        "nothing-is-compared-with-no-prior-state",
        {"figure_words._ratio": unknown_as_nothing},
        lambda: row(making.result(before=None)).effect,
        "—",
    ),
    Fact(
        "linked-data-end-no-block",
        {"formats.linked.INERT": {}},
        lambda: "</script>" in linked.inert({"name": "</script>"}),
        False,
    ),
    Fact("signs-that-xml-refuses-are-left-out", {"formats.site.NOT_XML": NEVER}, feed_is_sound, True),
    Fact(
        "tex-obeys-no-title",
        {"formats.citation.TEX": {}},
        lambda: r"100 \% \& \textbackslash{}" in citation.bibtex(SITE, as_seen(title="100 % & \\")),
        True,
    ),
    Fact(
        "braces-of-a-title-are-spelt-out",
        {"formats.citation.TEX": citation.TEX | {ord("{"): r"\{"}},
        lambda: in_balance(citation.bibtex(SITE, as_seen(title="Une { seule"))),
        True,
    ),
    Fact(
        "a-line-s-end-begins-no-field",
        {"formats.citation._line": lambda text: text},
        lambda: "\nER  - x" in citation.ris(SITE, as_seen(title="a\nER  - x")),
        False,
    ),
    Fact("french-spaces-do-not-break", {"pages_words.SPACES": ()}, lambda: pages_words.spaced("a : b"), "a\u00a0: b"),
    Fact(
        "a-feed-says-what-was-withdrawn",
        {"formats.entries.notices": lambda article: []},
        lambda: "pas fiables" in " ".join(entries.of_article(SITE, gone()).lines),
        True,
    ),
    Fact(
        "a-withdrawn-article-is-cited-as-such",
        {"formats.citation.status": lambda article: ""},
        lambda: "retiré" in citation.sentence(SITE, gone()),
        True,
    ),
)


def few() -> Any:
    """A figure about fewer than five persons."""
    return making.result().after.model_copy(update={"numerator": None, "denominator": None})


def gone() -> Seen:
    """A withdrawn article in a list."""
    article = making.withdrawn()
    assert article.published is not None
    return Seen(id=article.id, **shown.shown(article, article.published, ()).line.model_dump())


@each(FACTS)
def test_with_the_rule_it_is_so(twin: Fact) -> None:
    taking_away.holds(twin)


@each(FACTS)
def test_without_the_rule_it_is_otherwise(twin: Fact, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_away.no_longer_holds(twin, monkeypatch)
