"""The grant (*subvention*): the money that one employer is promised for one experiment, phase by phase."""

from services.jobrotation_funding.grant_amendment import Amending


class Grant(Amending):
    """A grant with its verbs; each phase stands in its own file."""
