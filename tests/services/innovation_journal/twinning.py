"""Twins whose dotted names begin below this service."""

from tests.support import taking_away

JOURNAL = "services.innovation_journal."


class Twin(taking_away.Twin):
    """A rule of this service that refuses its scenario."""

    home = JOURNAL


class Fact(taking_away.Fact):
    """A rule of this service that makes its scenario answer so."""

    home = JOURNAL
