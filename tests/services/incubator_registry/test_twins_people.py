"""The twins of persons and organisations: each rule taken away lets through what it refuses."""

import asyncio
import re
from datetime import date, timedelta
from typing import Any, cast

import pytest

from services.chassis.actor import Actor, Duty, DutyName, Role
from services.chassis.calendar import paris
from services.chassis.reader import Reader
from services.chassis.refusal import Forbidden
from services.chassis.work import Work
from services.incubator_registry import identifiers
from services.incubator_registry.access import ACCESS
from services.incubator_registry.identifiers import NdaInvalid, SiretInvalid
from services.incubator_registry.organisation import (
    Identity,
    Invitation,
    InvitationRefused,
    LastRepresentative,
    NdaRequired,
    Organisation,
)
from services.incubator_registry.person import DelegationBackwards, DutyHeldAlready, EvidenceMustBeKept, Person
from services.incubator_registry.rights import OwnRights
from services.incubator_registry.use_cases import people
from services.incubator_registry.use_cases.people import LastAdministrator
from tests.support.taking_away import Twin, each, goes_through, nothing, refused, struck_out

REGISTRY = "services.incubator_registry."
DAY = date(2019, 7, 9)
NOW = paris(DAY, 10)
ANA, BOB, CLEO = "aa" * 32, "bb" * 32, "cc" * 32
ADMINISTERS = Duty(name=DutyName.ADMINISTER, reference="Arrêté 2019-001", since=date(2019, 1, 1))
DECIDES = Duty(name=DutyName.DECIDE, reference="Arrêté 2019-117", since=date(2019, 1, 1))


class People:
    """The persons of a scenario, read and saved without a database."""

    def __init__(self, *persons: Person) -> None:
        self.persons, self.today = persons, DAY

    async def get(self, kind: type[Person], id: str) -> Person:
        return next(each for each in self.persons if each.id == id)

    async def where(self, kind: type[Any], **query: Any) -> list[Any]:
        return [each for each in self.persons if each.bearer == query.get("bearer")]

    async def count(self, kind: type[Person], duties__name: list[DutyName]) -> int:
        return sum(any(duty.name in duties__name for duty in each.duties) for each in self.persons)

    async def save(self, person: Person) -> None:
        person.settle()


def holding(*duties: Duty) -> Person:
    return Person(id="agnes", bearer=BOB, duties=duties)


def organisation() -> Organisation:
    made = Organisation(
        id="bef",
        siret="99900021900017",
        identity=Identity(name="Bâtir", kinds=("entreprise",), commune="commune:62498"),
    )
    made.found("ana", ANA, DAY)
    made.invite(Role.WRITER, "code", NOW)
    return made


def describe(*kinds: str, nda: str | None = None) -> None:
    organisation().describe(Identity(name="Bâtir", kinds=kinds, nda=nda, commune="commune:62498"))


def join_twice() -> None:
    made = organisation()
    made.join("bob", BOB, "code", NOW, DAY)
    made.join("cleo", CLEO, "code", NOW, DAY)


def administer(actor: Actor, day: date = DAY) -> None:
    asyncio.run(ACCESS.check("give_duty", actor, day, None, "solene"))


def first_administrator_comes_back() -> None:
    since = cast(Reader, People(holding(DECIDES)))
    administer(asyncio.run(OwnRights(lambda: ANA)(since, ANA)))


def withdraw_the_last_administrator() -> None:
    command = people.WithdrawDuty(duty=DutyName.ADMINISTER, reference=ADMINISTERS.reference)
    asyncio.run(people.withdraw_duty(cast(Work, People(holding(ADMINISTERS))), "agnes", command))


def erase_before_the_retention_ends() -> None:
    person = holding()
    person.restrict(date(2029, 7, 1), DAY)
    person.erase(date(2029, 7, 1), "Visa AD59 2029-12")


def never_spent(_: Organisation, code: str, at: Any) -> Invitation:
    """An invitation that opens whether or not it was used."""
    return Invitation(digest=code, role=Role.WRITER, expires_at=at)


TWINS = (
    Twin(
        "the-key-of-a-siret-is-checked",
        {"stdnum.fr.siret.validate": lambda said: said},
        lambda: identifiers.siret("99900021900018"),
        SiretInvalid,
    ),
    Twin(
        "a-declaration-of-activity-is-checked",
        {REGISTRY + "identifiers.NDA": re.compile("")},
        lambda: describe("organisme-de-formation", nda="123"),
        NdaInvalid,
    ),
    Twin(
        "a-training-organisation-gives-its-declaration",
        {REGISTRY + "organisation.TRAINING": "no-such-kind"},
        lambda: describe("organisme-de-formation"),
        NdaRequired,
    ),
    Twin(
        "an-invitation-is-used-once",
        {REGISTRY + "organisation.Organisation._opened_by": never_spent},
        join_twice,
        InvitationRefused,
    ),
    Twin(
        "an-invitation-expires-after-fourteen-days",
        {REGISTRY + "organisation.INVITATION_LASTS": timedelta(days=400)},
        lambda: organisation().join("bob", BOB, "code", NOW + timedelta(days=14), DAY),
        InvitationRefused,
    ),
    Twin(
        "a-guessed-code-opens-nothing",
        {REGISTRY + "organisation.digest_of": lambda code: "same"},
        lambda: organisation().join("bob", BOB, "guess", NOW, DAY),
        InvitationRefused,
    ),
    Twin(
        "the-last-representative-cannot-leave",
        {REGISTRY + "organisation.Organisation.representatives": frozenset({"ana", "bob"})},
        lambda: organisation().leave("ana", Role.REPRESENTATIVE, DAY),
        LastRepresentative,
    ),
    Twin(
        "the-first-administrator-administers-only-while-no-duty-exists",
        {REGISTRY + "rights.DutyName": ()},
        first_administrator_comes_back,
        Forbidden,
    ),
    Twin(
        "the-last-administrator-stays",
        {REGISTRY + "use_cases.people._check_administered": lambda *_: asyncio.sleep(0)},
        withdraw_the_last_administrator,
        LastAdministrator,
    ),
    Twin(
        "a-delegation-gives-nothing-after-its-last-day",
        {"services.chassis.actor.Duty.holds_on": lambda duty, day: True},
        lambda: administer(
            Actor(bearer=ANA, duties=(ADMINISTERS.model_copy(update={"until": date(2019, 7, 8)}),)),
        ),
        Forbidden,
    ),
    Twin(
        "a-delegation-gives-nothing-before-its-first-day",
        {"services.chassis.actor.Duty.holds_on": lambda duty, day: True},
        lambda: administer(Actor(bearer=ANA, duties=(ADMINISTERS,)), date(2018, 12, 31)),
        Forbidden,
    ),
    Twin(
        "a-delegation-does-not-end-before-it-begins",
        {REGISTRY + "person.Person.give_duty": struck_out(Person.give_duty, "DelegationBackwards")},
        lambda: holding().give_duty(DECIDES.model_copy(update={"until": date(2018, 12, 31)})),
        DelegationBackwards,
    ),
    Twin(
        "a-duty-is-given-once-under-one-reference",
        {REGISTRY + "person.Person._held": nothing},
        lambda: holding(DECIDES).give_duty(DECIDES),
        DutyHeldAlready,
    ),
    Twin(
        "evidence-is-kept-until-its-retention-ends",
        {REGISTRY + "person.Person.erase": struck_out(Person.erase, "EvidenceMustBeKept")},
        erase_before_the_retention_ends,
        EvidenceMustBeKept,
    ),
)


@each(TWINS)
def test_with_the_rule_it_is_refused(twin: Twin) -> None:
    refused(twin)


@each(TWINS)
def test_without_the_rule_it_goes_through(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_through(twin, monkeypatch)
