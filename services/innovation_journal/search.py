"""What search compares: the tokens of an article, the filters of a reader, and the index walk that answers them.

An article bears tokens: ``*``, its facets (``public:rsa``, ``territory:departement:02`` with every territory around
it, ``incubator:<id>``…) and the stems of its words, told apart by where they stand (``t.`` in the title,
``w.`` anywhere); two facets together are a token too. Whatever is asked is a conjunction of choices (a word is any of
its stems, a filter is one token), read in order from one index along the rarest of them, as far as the page needs and
no further. Mongo's own text index joins words by *or*, and ranks all that match before it shows any.

A withdrawn article bears traces in the place of its words (``x.``): see ``public.py``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import Field

from services.chassis import reference
from services.chassis.refusal import Invalid
from services.innovation_journal.values import Value
from services.innovation_journal.words import asked_stems, stems

EVERYTHING = "*"
# Each filter of the address, and the reference list of its codes.
DIMENSIONS = {
    "public": "publics",
    "territory": "territories",
    "sector": "sectors",
    "strand": "strands",
    "evidence": "evidence_levels",
}
# The facets that articles bear, in the order in which two of them are joined.
KINDS = (*DIMENSIONS, "incubator")
# Territories that hold others: an article is found in every one around its own. A reader is offered the widest.
WIDE_TERRITORIES = ("region", "departement", "fragile")
HOLDING_TERRITORIES = (*WIDE_TERRITORIES, "epci")
TITLE, ANYWHERE, TRACE = "t.", "w.", "x."
TIERS = (TITLE, ANYWHERE)
LONGEST_SEARCH = 200

Filter = Annotated[str, Field(max_length=80)]
# An article answers when it bears one of these tokens at least.
Choice = tuple[str, ...]


class Asked(Value):
    """What a reader looks for; empty fields ask for nothing."""

    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    public: Filter = ""
    territory: Filter = ""
    sector: Filter = ""
    strand: Filter = ""
    evidence: Filter = ""
    incubator: Filter = ""

    def check(self) -> None:
        """Raises Invalid, with the nearest codes, for a filter whose code is in no list, or a search without a word."""
        for name, codes in DIMENSIONS.items():
            if code := getattr(self, name):
                reference.check(codes, code, field=name)
        if self.q.strip() and not self.stems:
            raise Invalid(
                "Aucun mot de cette recherche ne désigne rien\u00a0: essayez par exemple «\u00a0mobilité\u00a0».",
                field="q",
            )

    @property
    def stems(self) -> tuple[Choice, ...]:
        """The stems of each word looked for."""
        return asked_stems(self.q)

    @property
    def facets(self) -> tuple[str, ...]:
        """The tokens of the filters, one each."""
        return tuple(f"{name}:{code}" for name in KINDS if (code := getattr(self, name)))

    @property
    def filters(self) -> dict[str, str]:
        """The fields that ask for something, by name."""
        return {name: value for name, value in self.model_dump().items() if value}

    def tokens(self, tier: str = ANYWHERE) -> tuple[Choice, ...]:
        """One choice for all that an article must bear, its words at least as high as in this tier."""
        filters = pairs(self.facets) or self.facets
        return (*((facet,) for facet in filters), *self.words(tier)) or ((EVERYTHING,),)

    def words(self, tier: str) -> tuple[Choice, ...]:
        """The tokens of each word in a tier."""
        return tuple(tuple(tier + stem for stem in choice) for choice in self.stems)

    @property
    def tiers(self) -> tuple[str, ...]:
        """Where the words are looked for, best first; once only when there are none."""
        return TIERS if self.stems else (ANYWHERE,)

    def address(self, path: str, **changes: str) -> str:
        """The address of this search at a path, with changes (an empty one takes a filter away)."""
        said = {name: value for name, value in (self.filters | changes).items() if value}
        return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True)
class Question:
    """A conjunction of choices as the index answers it: along ``lead``, looking at each candidate for ``rest``."""

    lead: Choice
    rest: dict[str, Any]


def question(choices: Iterable[Choice], frequency: Mapping[Choice, int], above: Iterable[Choice] = ()) -> Question:
    """All of these choices, led by the rarest, and not all of those ``above`` when there are any.

    ``frequency`` tells of words anywhere: the rarest there is the rarest in titles too, or nearly.
    """
    lead, *others = sorted(set(choices), key=lambda choice: (frequency.get(_anywhere(choice), 0), choice))
    found_above = borne(above)
    conditions = [*borne(others), *([{"$nor": [{"$and": found_above}]}] if found_above else [])]
    return Question(lead, {"$and": conditions} if conditions else {})


def borne(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """What says that a document bears one token of each choice."""
    asked = list(choices)
    single = [choice[0] for choice in asked if len(choice) == 1]
    several = [{"tokens": {"$in": list(choice)}} for choice in asked if len(choice) > 1]
    return [*([{"tokens": {"$all": single}}] if single else []), *several]


def _anywhere(choice: Choice) -> Choice:
    return tuple(ANYWHERE + token[len(TITLE) :] if token.startswith(TITLE) else token for token in choice)


def question_of(asked: Asked, rank: int, frequency: Mapping[Choice, int]) -> Question:
    """The articles of one tier: all that is asked, and not already found in the tier above."""
    above = asked.words(asked.tiers[rank - 1]) if rank else ()
    return question(asked.tokens(asked.tiers[rank]), frequency, above)


def with_traces(choices: Iterable[Choice], traces: Mapping[str, str]) -> tuple[Choice, ...]:
    """The same choices, where a word may also be a trace of itself (``traces``: by its token)."""
    return tuple((*choice, *(TRACE + traces[token] for token in choice if token in traces)) for choice in choices)


def facet_tokens(
    publics: Iterable[str],
    territories: Iterable[str],
    sectors: Iterable[str],
    strand: str | None,
    evidence: str,
    incubator: str | None,
) -> tuple[str, ...]:
    """The facets of an article; a territory brings every one that it lies within."""
    around = sorted({wider for code in territories for wider in (code, *wider_than(code))})
    said = {
        "public": publics,
        "territory": around,
        "sector": sectors,
        "strand": [strand] if strand else [],
        "evidence": [evidence],
        "incubator": [incubator] if incubator else [],
    }
    return tuple(f"{name}:{code}" for name, codes in said.items() for code in codes)


def word_tokens(title: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The stems of an article's words: those of its title, then all of them."""
    held = {TITLE: stems(title), ANYWHERE: stems(title, *texts)}
    return tuple(tier + stem for tier, found in held.items() for stem in sorted(found))


def pairs(facets: Iterable[str]) -> tuple[str, ...]:
    """Every two facets of different kinds as one token: two filters are then one walk, and counted beforehand."""
    return tuple(pair(one, other) for one, other in combinations(facets, 2) if kind_of(one) != kind_of(other))


def pair(one: str, other: str) -> str:
    """Two facets as one token, whatever their order."""
    first, second = sorted((one, other), key=lambda facet: KINDS.index(kind_of(facet)))
    return f"&{first}&{second}"


def kind_of(facet: str) -> str:
    """``public`` of ``public:rsa``."""
    return facet.partition(":")[0]


@cache
def wider_than(territory: str) -> tuple[str, ...]:
    """The territories that hold this one."""
    return tuple(code for code in _holding() if code != territory and reference.within(territory, code))


@cache
def offered(dimension: str) -> tuple[str, ...]:
    """The codes that a reader is offered, in the order of their list."""
    if dimension == "territory":
        return tuple(code for code in _holding() if code.partition(":")[0] in WIDE_TERRITORIES)
    return tuple(reference.codes(DIMENSIONS[dimension]))


@cache
def _holding() -> tuple[str, ...]:
    codes = reference.codes(DIMENSIONS["territory"])
    return tuple(code for code in codes if code.partition(":")[0] in HOLDING_TERRITORIES)
