"""The grant (*subvention*): the money that one employer is promised for one experiment, phase by phase."""

from services.jobrotation_funding.grant_fields import GrantFields


class Grant(GrantFields):
    """A grant with its verbs; each phase stands in its own file."""
