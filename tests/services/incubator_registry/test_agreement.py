"""Every verb of an agreement from every state, and each rule by its name."""

from collections.abc import Callable
from datetime import date

import pytest

from contracts import incubator_registry as events
from contracts.registry_parts import GroupingMember
from services.chassis.refusal import Invalid, OutOfTurn
from services.chassis.values import Act
from services.incubator_registry.agreement import (
    LIFECYCLE,
    Agreement,
    AmendmentPending,
    NoAmendment,
    State,
    Terms,
)
from services.incubator_registry.amendment import AlreadySigned, SamePersonSigns, Side
from services.incubator_registry.grouping import OwnOrganisation
from tests.services.incubator_registry.founding import (
    AGREEMENT_IN,
    AMENDING,
    DECIDER,
    ENDING,
    GROUNDS,
    HEAD,
    LAST,
    LATER,
    MEMBERS,
    NOBODY,
    OPENS,
    SIGNED,
    TERMS,
    amending,
    changes_requested,
    half_signed,
    project,
    signed,
    to_sign,
    under_review,
)

END = date(2021, 12, 31)


def propose(agreement: Agreement) -> None:
    """Propose an amendment, as from an agreement where none waits."""
    if agreement.state is State.SIGNED:
        agreement.drop_amendment()
    agreement.propose_amendment(AMENDING, END, None, LATER, NOBODY)


VERBS: dict[str, Callable[[Agreement], None]] = {
    "revise": lambda x: x.revise(Terms(since=date(2020, 2, 3), until=LAST)),
    "submit": lambda x: x.submit(),
    "request_changes": lambda x: x.request_changes(("À revoir.",), NOBODY),
    "approve": lambda x: x.approve(NOBODY),
    "sign": lambda x: x.sign(Side.LEAD, HEAD, SIGNED),
    "propose_amendment": lambda x: propose(x),
    "sign_amendment": lambda x: x.sign_amendment(Side.LEAD, HEAD, LATER),
    "drop_amendment": lambda x: x.drop_amendment(),
    "terminate": lambda x: x.terminate(GROUNDS, ENDING, END, LATER, NOBODY),
    "denounce": lambda x: x.denounce(GROUNDS, ENDING, END, LATER),
}

# Written from CONVENTIONS ("Agreements"): projet, instruction, corrections requises, à signer, signée, résiliée,
# dénoncée; a signed one changes only by *avenant*. Not read from the table of the code.
EXPECTED: dict[str, dict[str, str]] = {
    "project": {"revise": "project", "submit": "under-review"},
    "under-review": {"request_changes": "changes-requested", "approve": "to-sign"},
    "changes-requested": {"revise": "changes-requested", "submit": "under-review"},
    "to-sign": {"request_changes": "changes-requested", "sign": "to-sign"},
    "signed": {
        "propose_amendment": "signed",
        "sign_amendment": "signed",
        "drop_amendment": "signed",
        "terminate": "terminated",
        "denounce": "denounced",
    },
    "terminated": {},
    "denounced": {},
}
# Steps that the second signature takes by itself.
BY_ITSELF = {"conclude", "amend"}


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state_of_an_agreement(state: str, verb: str) -> None:
    agreement = AGREEMENT_IN[state]()
    assert agreement.state == state
    if verb in EXPECTED[state]:
        VERBS[verb](agreement)
        assert agreement.state == EXPECTED[state][verb]
    else:
        before = agreement.model_dump()
        with pytest.raises(OutOfTurn):
            VERBS[verb](agreement)
        assert agreement.model_dump() == before


def test_the_table_holds_every_state_and_verb_of_the_regulation() -> None:
    assert set(EXPECTED) == set(State)
    assert set(VERBS) | BY_ITSELF == set(LIFECYCLE.all_verbs())


def test_one_signature_is_not_enough() -> None:
    agreement = half_signed()
    assert agreement.state is State.TO_SIGN
    assert agreement.signed_on is None
    assert not agreement.announced


def test_an_agreement_holds_when_both_sides_have_signed() -> None:
    agreement = half_signed()
    agreement.sign(Side.REGION, DECIDER, SIGNED)
    assert agreement.state is State.SIGNED
    assert agreement.signed_on == date(2019, 12, 19)
    assert agreement.announced == (
        events.AgreementSigned.model_validate(
            {
                "agreement": "agr-2",
                "incubator": "inc-2",
                "number": "2019-INC-02",
                "application": "app-2",
                "lead": "greta",
                "members": MEMBERS,
                "act": {"number": "2019.02145", "on": "2019-11-26"},
                "signed_by_lead_on": "2019-12-17",
                "signed_by_region_on": "2019-12-19",
                "since": "2020-01-20",
                "until": "2022-12-31",
            }
        ),
    )


def test_the_region_may_sign_first() -> None:
    agreement = to_sign()
    agreement.sign(Side.REGION, DECIDER, SIGNED)
    agreement.sign(Side.LEAD, HEAD, date(2020, 1, 14))
    assert agreement.state is State.SIGNED
    assert agreement.signed_on == date(2020, 1, 14)


def test_a_side_signs_once() -> None:
    with pytest.raises(AlreadySigned):
        half_signed().sign(Side.LEAD, "fatou", SIGNED)


def test_nobody_signs_for_both_sides() -> None:
    with pytest.raises(SamePersonSigns):
        half_signed().sign(Side.REGION, HEAD, SIGNED)


def test_an_agreement_whose_last_day_is_over_cannot_be_signed() -> None:
    with pytest.raises(Invalid, match="dernier jour"):
        to_sign().sign(Side.LEAD, HEAD, date(2023, 1, 1))


@pytest.mark.parametrize(
    "act",
    [
        lambda: under_review().request_changes(("Non.",), frozenset({"corons"})),
        lambda: under_review().approve(frozenset({"corons"})),
        lambda: to_sign().sign(Side.REGION, DECIDER, SIGNED, frozenset({"logis"})),
        lambda: signed().propose_amendment(AMENDING, END, None, LATER, frozenset({"greta"})),
        lambda: amending().sign_amendment(Side.REGION, DECIDER, LATER, frozenset({"greta"})),
        lambda: signed().terminate(GROUNDS, ENDING, END, LATER, frozenset({"greta"})),
    ],
)
def test_an_officer_of_the_grouping_stands_aside(act: Callable[[], None]) -> None:
    with pytest.raises(OwnOrganisation):
        act()


def test_changes_asked_at_signing_drop_the_signature_already_given() -> None:
    agreement = half_signed()
    agreement.request_changes(("Le nom du laboratoire a changé.",), NOBODY)
    assert agreement.state is State.CHANGES_REQUESTED
    assert agreement.signatures == ()
    assert agreement.motives == ("Le nom du laboratoire a changé.",)


def test_handing_in_again_clears_the_motives() -> None:
    agreement = changes_requested()
    agreement.submit()
    assert agreement.motives == ()


@pytest.mark.parametrize("until", [OPENS, date(2019, 12, 31)])
def test_an_agreement_ends_after_it_begins(until: date) -> None:
    with pytest.raises(Invalid):
        project().revise(Terms(since=OPENS, until=until))


def test_a_signed_agreement_changes_only_by_an_amendment_signed_by_both() -> None:
    agreement = amending()
    agreement.sign_amendment(Side.LEAD, HEAD, LATER)
    assert agreement.terms == TERMS
    assert not agreement.announced
    agreement.sign_amendment(Side.REGION, DECIDER, date(2021, 10, 8))
    assert agreement.terms.until == date(2023, 6, 30)
    assert agreement.pending is None
    told = agreement.announced[0]
    assert isinstance(told, events.AgreementAmended)
    assert (told.amendment, told.changes, told.on) == (1, ("until",), date(2021, 10, 8))
    assert told.act.number == "2021.01877"


def test_an_amendment_may_change_the_members_but_never_the_lead() -> None:
    agreement = signed()
    with pytest.raises(Invalid, match="chef de file"):
        agreement.propose_amendment(
            AMENDING, None, [GroupingMember(organisation="logis", role="chef-de-file")], LATER, NOBODY
        )
    newcomer = GroupingMember(organisation="batirev", role="entreprise")
    agreement = signed()
    agreement.propose_amendment(AMENDING, None, [*MEMBERS, newcomer], LATER, NOBODY)
    agreement.sign_amendment(Side.REGION, DECIDER, LATER)
    agreement.sign_amendment(Side.LEAD, HEAD, LATER)
    told = agreement.announced[0]
    assert isinstance(told, events.AgreementAmended)
    assert told.changes == ("members",)
    assert agreement.organisations == {"greta", "corons", "logis", "batirev"}


def test_the_numbers_of_amendments_follow_one_another() -> None:
    agreement = amending()
    for side, person in ((Side.LEAD, HEAD), (Side.REGION, DECIDER)):
        agreement.sign_amendment(side, person, LATER)
    agreement.propose_amendment(AMENDING, date(2023, 12, 31), None, LATER, NOBODY)
    assert agreement.pending is not None
    assert agreement.pending.number == 2


def test_one_amendment_at_a_time() -> None:
    with pytest.raises(AmendmentPending):
        amending().propose_amendment(AMENDING, END, None, LATER, NOBODY)


@pytest.mark.parametrize("use", [lambda x: x.sign_amendment(Side.LEAD, HEAD, LATER), lambda x: x.drop_amendment()])
def test_there_is_nothing_to_sign_or_drop_without_an_amendment(use: Callable[[Agreement], None]) -> None:
    with pytest.raises(NoAmendment):
        use(signed())


@pytest.mark.parametrize(("until", "why"), [(LAST, "ne change rien"), (date(2021, 10, 3), "passé")])
def test_an_amendment_changes_something_to_come(until: date, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        signed().propose_amendment(AMENDING, until, None, LATER, NOBODY)


def test_an_unknown_role_is_refused_with_its_field() -> None:
    wrong = [*MEMBERS, GroupingMember(organisation="x", role="sponsor")]
    with pytest.raises(Invalid) as refused:
        signed().propose_amendment(AMENDING, None, wrong, LATER, NOBODY)
    assert refused.value.field == "members/4/role"


def test_termination_gives_its_reasons_and_its_last_day() -> None:
    agreement = signed()
    agreement.terminate(GROUNDS, ENDING, END, LATER, NOBODY)
    assert agreement.last_day == END
    told = agreement.announced[0]
    assert isinstance(told, events.AgreementTerminated)
    assert [reason.code for reason in told.reasons] == ["fin-du-groupement"]
    assert "séparé" not in told.model_dump_json()


def test_nothing_rests_on_an_act_of_the_future() -> None:
    future = Act(number="2021.02000", on=date(2021, 11, 25))
    with pytest.raises(Invalid) as refused:
        signed().propose_amendment(future, END, None, LATER, NOBODY)
    assert refused.value.field == "act/on"
    with pytest.raises(Invalid) as refused:
        signed().terminate(GROUNDS, future, END, LATER, NOBODY)
    assert refused.value.field == "act/on"


@pytest.mark.parametrize(
    ("on", "why"), [(date(2021, 10, 3), "passé"), (date(2023, 1, 1), "finit déjà")], ids=["past", "after-its-term"]
)
def test_an_agreement_ends_early_between_today_and_its_term(on: date, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        signed().denounce(GROUNDS, ENDING, on, LATER)
