"""The official numbers of an organisation: SIRET and SIREN (Insee), NDA (declaration of activity as a trainer)."""

import re

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as insee

from services.chassis.refusal import Invalid

NDA = re.compile(r"^[0-9]{11}$")
SIREN_LENGTH = 9


class SiretInvalid(Invalid):
    """A SIRET whose length or key is wrong."""

    code, title = "siret-invalid", "SIRET à corriger"


class NdaInvalid(Invalid):
    """A declaration number that is not 11 digits."""

    code, title = "nda-invalid", "Numéro de déclaration d'activité à corriger"


def siret(said: str, *, field: str = "siret") -> str:
    """The 14 digits, spaces and dots left out.

    Its key is Luhn's, and for La Poste's establishments a sum of digits that 5 divides. Raises SiretInvalid.
    """
    digits = insee.compact(said.replace("\u00a0", " ").replace("\u202f", " "))
    if not digits.isascii() or not digits.isdecimal() or len(digits) != 14:
        raise SiretInvalid("Un SIRET compte 14 chiffres : recopiez-le de l'avis de situation Insee.", field=field)
    if not digits.strip("0"):
        raise SiretInvalid("Ce SIRET ne contient que des zéros : recopiez celui de l'établissement.", field=field)
    try:
        return str(insee.validate(digits))
    except ValidationError:
        raise SiretInvalid(
            "La clé de ce SIRET ne correspond pas : un chiffre est faux ou deux sont inversés.", field=field
        ) from None


def siren_of(checked_siret: str) -> str:
    """The legal unit that an establishment belongs to: the first 9 digits of its SIRET."""
    return checked_siret[:SIREN_LENGTH]


def nda(said: str, *, field: str = "nda") -> str:
    """The 11 digits of a declaration of activity, spaces left out; it has no check digit. Raises NdaInvalid."""
    digits = re.sub(r"[\s.]", "", said)
    if not NDA.match(digits):
        raise NdaInvalid("Un numéro de déclaration d'activité compte 11 chiffres, sans clé.", field=field)
    return digits
