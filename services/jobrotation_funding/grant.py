"""The grant (*subvention*): the money that one employer is promised for one experiment, phase by phase."""

from services.jobrotation_funding.grant_amendment import Amending
from services.jobrotation_funding.grant_certificate import Uncertifying
from services.jobrotation_funding.grant_claims import Claiming
from services.jobrotation_funding.grant_holds import Holding
from services.jobrotation_funding.grant_payments import Paying
from services.jobrotation_funding.grant_recovery import Recovering


class Grant(Amending, Claiming, Uncertifying, Paying, Holding, Recovering):
    """A grant with its verbs; each phase stands in its own file."""
