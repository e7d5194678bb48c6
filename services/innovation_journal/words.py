"""Turns French text into the stems that search compares: « évaluées » and « evaluation » meet in « evalu »."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+")
# A word without an accent takes no part in French stemming rules for « é »: both spellings are indexed.
STEMMER = snowballstemmer.stemmer("french")
# Plurals that the stemmer leaves apart from their singular: « emplois », « lois », « travaux ».
PLURALS = ((re.compile("ois$"), "oi"), (re.compile("^travaux$"), "travail"))
# What joins words and names nothing; letters alone are what an apostrophe leaves of « l' » or « d' ».
EMPTY = frozenset(
    word
    for line in (
        "au aux avec ce ces cet cette chez comme dans de des donc du elle elles en est et eu il ils je la le les leur",
        "leurs lui ma mais me mes moi mon ne nos notre nous on or ou où par pas pour qu que qui sa sans se ses si son",
        "sont sous sur ta te tes toi ton tu un une vos votre vous été être avoir ont ainsi plus très",
    )
    for word in line.split()
)


def stems(*texts: str) -> frozenset[str]:
    """Every stem by which these texts are found."""
    return frozenset(stem for text in texts for word in words(text) for stem in _stems(word))


def asked_stems(text: str) -> tuple[str, ...]:
    """The stem of each word that a person looks for, once each, in order."""
    return tuple(dict.fromkeys(_stem(word) for word in words(text)))


def words(text: str) -> Iterable[str]:
    """The words that name something, in lower case; « l'auto-école » is « auto » and « école »."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    return (word[:LONGEST_WORD] for word in WORD.findall(lowered) if _names(word))


def plain(word: str) -> str:
    """The word without accents or joined letters."""
    joined = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in joined if not unicodedata.combining(sign))


def _names(word: str) -> bool:
    return word not in EMPTY and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    for plural, singular in PLURALS:
        word = plural.sub(singular, word)
    return plain(str(STEMMER.stemWord(word)))


@lru_cache(maxsize=50_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple({_stem(word), _stem(plain(word))})
