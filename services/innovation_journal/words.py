"""Turns French text into the stems that search compares: « évaluées » and « evaluation » meet in « evalu »."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+")
STEMMER = snowballstemmer.stemmer("french")
# How an ending without its accents may be spelt for the stemmer, which knows « ité » and « ée » but not « ite » nor
# « ee »; plurals that it leaves apart from their singular (« emplois », « travaux »), and women's names of trades.
SPELLINGS = (
    (re.compile("ois$"), ("oi",)),
    (re.compile("^travaux$"), ("travail",)),
    (re.compile("trices?$"), ("teur",)),
    (re.compile("euses?$"), ("euse", "eur")),
    (re.compile("ieres?$"), ("ière",)),
    (re.compile("ees?$"), ("ée",)),
    (re.compile("ites?$"), ("ite", "ité")),
    (re.compile("ies?$"), ("ie", "ié")),
)
# « certifié » and « certification » part in the stemmer's hands.
VERB_OF_MAKING = re.compile("ifi$")
# What joins words and names nothing, without accents; letters alone are what an apostrophe leaves of « l' » or « d' ».
EMPTY = frozenset(
    word
    for line in (
        "au aux avec ce ces cet cette chez comme dans de des donc du elle elles en est et eu il ils je la le les leur",
        "leurs lui ma mais me mes moi mon ne nos notre nous on or ou par pas pour qu que qui sa sans se ses si son",
        "sont sous sur ta te tes toi ton tu un une vos votre vous etre avoir ont ainsi plus tres",
    )
    for word in line.split()
)


def stems(*texts: str) -> frozenset[str]:
    """Every stem by which these texts are found."""
    return frozenset(stem for text in texts for word in words(text) for stem in stems_of(word))


def asked_stems(text: str) -> tuple[tuple[str, ...], ...]:
    """The stems of each word that a person looks for, once each, in order: a text that has one of them has the word."""
    return tuple(dict.fromkeys(stems_of(word) for word in words(text)))


def words(text: str) -> Iterable[str]:
    """The words that name something, in lower case; « l'auto-école » is « auto » and « école »."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    return (word[:LONGEST_WORD] for word in WORD.findall(lowered) if _names(plain(word)))


@lru_cache(maxsize=50_000)
def stems_of(word: str) -> tuple[str, ...]:
    """The stems of a word as it is written, and as it may be spelt: with accents or without, two have one in common."""
    bare = plain(word)
    written = (word,) if word != bare else ()
    return tuple(sorted({_stem(each) for each in (*written, *spellings(bare))}))


def spellings(bare: str) -> tuple[str, ...]:
    """How a word without accents may be spelt, where that changes its stem."""
    for ending, spelt in SPELLINGS:
        if ending.search(bare):
            return tuple(ending.sub(each, bare) for each in spelt)
    return (bare,)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The word without accents or joined letters."""
    joined = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in joined if not unicodedata.combining(sign))


def _stem(spelt: str) -> str:
    return VERB_OF_MAKING.sub("if", plain(str(STEMMER.stemWord(spelt))))


def _names(bare: str) -> bool:
    return bare not in EMPTY and (len(bare) > 1 or bare.isdigit())
