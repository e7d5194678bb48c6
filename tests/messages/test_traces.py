"""One trace is a command and its direct effects: it goes with the event, through Kafka, into the other service."""

from typing import Any

import httpx

from tests.messages.house import House


async def traceparent(store: Any, subject: str) -> dict[str, str]:
    event = await store.database["events"].find_one({"subject": subject})
    return dict(event["headers"])


async def test_a_trace_and_a_correlation_follow_a_command_into_the_other_service(house: House) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {
        "Idempotency-Key": "trace",
        "traceparent": f"00-{trace}-b7ad6b7169203331-01",
        "X-Correlation-Id": "dossier-2019",
    }
    address = f"http://127.0.0.1:{house.processes[0].port}/api/toy_speaker/v1/notes"
    async with httpx.AsyncClient() as client:
        note = (await client.post(address, json={"text": "suivi"}, headers=headers)).json()["id"]
    await house.settled()
    said = await traceparent(house.speaker, f"note/{note}")
    echo = await house.listener.database["echo"].find_one({"text": f"{note}:1:suivi"})
    answered = await traceparent(house.listener, f"echo/{echo['_id']}")
    assert said["traceparent"].split("-")[1] == trace
    assert answered["traceparent"].split("-")[1] == trace
    assert answered["traceparent"] != said["traceparent"], "a span of its own"
    assert answered["ce_causationid"] == said["ce_id"]
    assert (said["ce_correlationid"], answered["ce_correlationid"]) == ("dossier-2019", "dossier-2019")
