"""Envelopes and rate cards through the door, on the real database."""

from tests.services.jobrotation_funding import cast
from tests.support.service import House


async def test_the_story_begins_with_62_000_euros_voted_and_affected_and_a_rate_card(funding: House) -> None:
    ids = await cast.made(funding)
    shown = await funding.get("", f"/envelopes/{ids['envelope']}")
    assert (shown["state"], shown["voted_cents"], shown["affected_cents"], shown["left_cents"]) == (
        "affected",
        6_200_000,
        6_200_000,
        6_200_000,
    )
    card = await funding.get("", f"/rate-cards/{ids['card']}")
    assert [(rate["code"], rate["cents"]) for rate in card["rates"]] == [
        ("trainer", 3_240),
        ("support", 2_480),
        ("tutor", 2_750),
        ("preparation", 42_000),
    ]


async def test_what_others_say_is_learnt(funding: House) -> None:
    await cast.organisation(funding, "batir", "bea", "ben")
    await cast.experiment(funding, "x5", "batir")
    reader = await funding.runtime.store.reader()
    batir, x5 = await reader.row("organisations", "batir"), await reader.row("experiments", "x5")
    assert batir
    assert x5
    assert batir["members"] == {"bea": ["representative"], "ben": ["writer"]}
    assert x5["state"] == "running"
