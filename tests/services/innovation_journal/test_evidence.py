"""The level of evidence is computed from figures and adaptations, and says how."""

import pytest

from contracts.tracking_parts import Result
from services.innovation_journal.evidence import elsewhere, weigh
from tests.services.innovation_journal.making import result

BARE = result(None)


@pytest.mark.parametrize(
    ("figures", "confirmed", "level"),
    [
        ([], [], "none"),
        ([], ["a1"], "none"),
        ([BARE], [], "observed"),
        ([result(), BARE], [], "observed"),
        ([BARE], ["a1"], "observed"),
        ([result()], [], "measured"),
        ([result()], ["a1"], "replicated"),
    ],
)
def test_the_level_is_what_figures_and_adaptations_make_it(
    figures: list[Result], confirmed: list[str], level: str
) -> None:
    assert weigh(figures, confirmed).outcome == level


def test_it_says_what_it_rests_on() -> None:
    why = weigh([result(version=2), BARE.model_copy(update={"indicator": "entered"})], ["a1"])
    assert why.inputs == {
        "figures": ["completed v2", "entered v1"],
        "without_baseline": ["entered"],
        "confirmed_elsewhere": ["a1"],
    }


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (["departement:80"], ["departement:02", "departement:59"], True),
        (["departement:02"], ["departement:02"], False),
        (["commune:02001"], ["departement:02"], False),
        (["region:32"], ["departement:80"], False),
        (["departement:80", "departement:02"], ["departement:02"], False),
        (["departement:59"], ["fragile:bassin-minier"], False),
        (["departement:80"], ["fragile:bassin-minier"], True),
        (["fragile:sambre"], ["fragile:avesnois"], False),
        (["departement:59"], ["fragile:qpv"], False),
        (["fragile:zrr"], ["fragile:qpv"], False),
        (["departement:80"], ["nowhere"], False),
        (["departement:80"], [], False),
        ([], [], False),
    ],
)
def test_another_place_is_known_to_have_no_ground_in_common(one: list[str], other: list[str], apart: bool) -> None:
    assert elsewhere(one, other) is apart
