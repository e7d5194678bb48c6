"""Articles brought through their states by the people who may, at the real door."""

from datetime import date
from typing import Any

from tests.services.innovation_journal.cast import Ear
from tests.services.innovation_journal.making import PUBLISHED_ON, content, described, evaluated, started

STEPS = ("written", "sent", "reviewed", "accepted", "published")


async def article_of(ear: Ear, experiment: str) -> str:
    """The id of an experiment's article."""
    [line] = (await ear.house.get("bruno", "/articles", experiment=experiment))["items"]
    return str(line["id"])


async def facts(ear: Ear, subject: str) -> list[str]:
    """The facts announced of one dossier, in order."""
    return [fact for fact, _ in await ear.house.said(subject)]


async def mails(ear: Ear, template: str) -> list[str]:
    """Who was written to with a template."""
    found = ear.house.runtime.store.database["outward"].find({"template": template})
    return sorted([row["to"] async for row in found])


async def version_of(ear: Ear, article: str) -> int:
    """The version of an article now."""
    return int((await ear.house.get("bruno", f"/articles/{article}"))["version"])


async def play(ear: Ear, article: str, until: str = "published", **changes: Any) -> None:
    """Ivan writes, Rita reviews, Bruno decides: every step up to and including one."""
    for step in STEPS[: STEPS.index(until) + 1]:
        await _one(ear, article, step, changes)


async def _one(ear: Ear, article: str, step: str, changes: dict[str, Any]) -> None:
    path = f"/articles/{article}"
    match step:
        case "written":
            await write(ear, article, **changes)
        case "sent":
            await ear.house.post("bruno", f"{path}/review", {"reviewers": ["rita"]})
        case "reviewed":
            review = {"recommendation": "accept", "note": "Clair et utile.", "no_conflict": True}
            await ear.house.post("rita", f"{path}/reviews", review)
        case "accepted":
            await ear.house.post("bruno", f"{path}/acceptance", {"reasons": "Utile à d'autres."})
        case "published":
            await ear.house.post("bruno", f"{path}/publication", {"note": "Première publication."})


async def write(ear: Ear, article: str, who: str = "ivan", **changes: Any) -> None:
    """Somebody writes the whole draft."""
    body = {"version": await version_of(ear, article), "content": content(**changes).model_dump(mode="json")}
    await ear.house.put(who, f"/articles/{article}/content", body)


async def published_article(ear: Ear, **changes: Any) -> str:
    """CARAVANE evaluated, written up and published on 22 June 2021."""
    await ear.hear(described(), started(), evaluated())
    article = await article_of(ear, "x3")
    await ear.on(PUBLISHED_ON)
    await play(ear, article, **changes)
    return article


async def later(ear: Ear, day: date) -> None:
    """The clock runs on."""
    await ear.on(day)


async def play_child(ear: Ear, article: str) -> None:
    """The campus's article, written by Carol, published."""
    version = (await ear.house.get("carol", f"/articles/{article}"))["version"]
    seen = (await ear.house.get("carol", f"/articles/{article}"))["inside"]["content"]
    await ear.house.put("carol", f"/articles/{article}/content", {"version": version, "content": seen})
    await ear.house.post("bruno", f"/articles/{article}/review", {"reviewers": ["rita"]})
    review = {"recommendation": "accept", "note": "Bien.", "no_conflict": True}
    await ear.house.post("rita", f"/articles/{article}/reviews", review)
    await ear.house.post("bruno", f"/articles/{article}/acceptance", {"reasons": "Oui."})
    await ear.house.post("bruno", f"/articles/{article}/publication", {"note": "Voici."})
