"""Playing the story again changes nothing, with its memory and without."""

import json
from pathlib import Path

from deploy.local.story.organisations import BY_KEY
from deploy.local.story.people import representative
from tests.journeys.stage import REGISTRY_API, Stage
from tests.journeys.told import Told

OVER = "the-end"


class Again:
    def test_interrupted_as_by_a_power_cut_it_went_on_where_it_stopped(self, stage: Stage) -> None:
        lines = (stage.platform.folder / "story.jsonl").read_text(encoding="utf-8").splitlines()
        steps = [json.loads(line)["step"] for line in lines]
        assert len(steps) == len(set(steps)) > 700
        assert steps[-1] == OVER

    async def test_played_again_it_asks_for_nothing(self, stage: Stage) -> None:
        played = stage.platform.story()
        assert played.returncode == 0, played.stderr
        assert "Où regarder" in played.stdout
        assert Told.on(stage.platform) == stage.told

    async def test_played_again_without_its_memory_it_gets_the_same_receipts(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        played = stage.platform.story(memory=tmp_path)
        assert played.returncode == 0, played.stderr
        again = {said["step"]: said for said in map(json.loads, (tmp_path / "story.jsonl").read_text().splitlines())}
        assert again == dict(stage.receipts)
        assert await stage.now_told() == stage.told

    async def test_without_the_story_s_keys_a_second_play_would_be_refused(self, stage: Stage) -> None:
        known = BY_KEY["deux-caps"]
        identity = {"name": known.name, "kinds": list(known.kinds), "commune": f"commune:{known.commune}"}
        body = {"siret": known.siret, "identity": identity}
        answer = await stage.ask(representative("deux-caps"), f"{REGISTRY_API}/organisations", body)
        assert (answer.status, answer.code) == (409, "taken")

    async def test_its_clocks_run_on_from_its_end(self, stage: Stage) -> None:
        first = [flow["now"] for flow in await stage.clocks.flows()]
        second = [flow["now"] for flow in await stage.clocks.flows()]
        assert all(one.startswith("2022-12-16") for one in first)
        assert all(one < two for one, two in zip(first, second, strict=True))
