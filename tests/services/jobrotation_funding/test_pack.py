"""The pack of pieces: the same bytes for the same pieces, a manifest that names each, and who may have it."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.chassis import audit
from services.jobrotation_funding.certificate import Certified, certificate
from services.jobrotation_funding.pack import MANIFEST, PackKept, csv_piece, json_piece, packed, sha256
from services.jobrotation_funding.use_cases import packing
from tests.services.jobrotation_funding import cast
from tests.services.jobrotation_funding.making_payments import certified, employers, step, to_later_card
from tests.support.service import House

PIECES = {"b.json": json_piece({"é": 1}), "a.csv": csv_piece(("x",), [("=1+1",)])}
AT = datetime(2021, 2, 8, 9, tzinfo=UTC)
SAID = Certified(
    title="Certificat de service fait – décompte n° 2",
    facts=[("Bénéficiaire", "Bâtir Ensemble, SIRET 99900001100019")],
    rows=[("Formateur", "243 h", "32,40 €", "7 873,20 €")],
    totals=[("À payer", 727_524)],
    unmatched=[("Jour férié", "7 h")],
    statement="Certifié le 01/02/2021.",
    at=AT,
)


def test_the_same_pieces_make_the_same_bytes_in_whatever_order() -> None:
    made = packed(PIECES, {"order": "M-1"})
    assert made == packed(dict(reversed(PIECES.items())), {"order": "M-1"})
    assert made != packed(PIECES, {"order": "M-2"})


def test_the_manifest_names_each_piece_with_its_digest() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(PIECES, {"order": "M-1"}))) as archive:
        assert archive.namelist() == ["a.csv", "b.json", MANIFEST]
        said = json.loads(archive.read(MANIFEST))
        found = {piece["name"]: piece["sha256"] for piece in said["pieces"]}
        assert found == {name: sha256(archive.read(name)) for name in PIECES}
        assert said["order"] == "M-1"


def test_a_pack_is_known_by_its_digest() -> None:
    made = packed(PIECES, {})
    kept = PackKept.of(made, grant="g1", claim=2, order="M-1", made_at=AT)
    assert kept.id == kept.sha256 == hashlib.sha256(made).hexdigest()
    assert kept.zip == made


def test_no_cell_is_a_formula_for_a_spreadsheet() -> None:
    text = csv_piece(("a", "b"), [("=1+1", "-2"), ("@x", None), ("a;b", 7)]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["a", "b"],
        ["'=1+1", "'-2"],
        ["'@x", ""],
        ["a;b", "7"],
    ]


def written(pdf: bytes) -> list[str]:
    """The texts of a PDF, in order."""
    return [text.decode("cp1252").replace("\u00a0", " ") for text in re.findall(rb"\((.*?)\) Tj", pdf)]


def test_the_certificate_is_french_and_has_the_same_bytes_for_the_same_facts() -> None:
    made = certificate(SAID)
    assert made == certificate(SAID)
    texts = written(made)
    assert texts[0] == "Certificat de service fait – décompte n° 2"
    assert "Bénéficiaire : Bâtir Ensemble, SIRET 99900001100019" in texts
    assert "7 275,24 €" in texts
    assert "Jour férié : 7 h" in texts
    assert "Certifié le 01/02/2021." in texts


def test_a_sign_that_the_page_does_not_know_is_shown_as_missing() -> None:
    assert "Expérimentation : ???" in written(certificate(SAID._replace(facts=[("Expérimentation", "実験室")])))


# --- through the API


async def download(house: House, who: str, grant: str, digest: str) -> Any:
    """The answer to a download."""
    path = f"{house.root}/grants/{grant}/packs/{digest}"
    return await house.client.get(path, headers=house._headers(who))


@pytest.fixture
async def order(funding: House) -> dict[str, str]:
    """October 2020 of Bâtir Ensemble is ordered; the grant and the digest of the pack."""
    await employers(funding)
    grant = await certified(funding)
    await step(funding, "odile", grant, 2, "order", {"order": "M-2020-77"})
    seen = await funding.get("bea", f"/grants/{grant}/payments")
    return {"grant": grant, "digest": seen["claims"][1]["pack_sha256"]}


async def test_each_order_leaves_with_its_pieces(funding: House, order: dict[str, str]) -> None:
    answer = await download(funding, "helene", **order)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert hashlib.sha256(answer.content).hexdigest() == order["digest"]
    told = dict(await funding.said(f"grant/{order['grant']}"))["payment-ordered"]
    assert told["pack_sha256"] == order["digest"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pieces = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(pieces[MANIFEST])
    assert (said["order"], said["cents"], said["claim"]) == ("M-2020-77", 249_312, 2)
    assert {each["name"]: each["sha256"] for each in said["pieces"]} == {
        name: sha256(piece) for name, piece in pieces.items() if name != MANIFEST
    }
    _check_papers(pieces, order["grant"])
    _check_hours(pieces[packing.HOURS])
    _check_certificate(pieces[packing.CERTIFICATE])
    _check_trail(json.loads(pieces[packing.AUDIT]), order["grant"])


def _check_papers(pieces: dict[str, bytes], grant: str) -> None:
    act, agreement, [card], claim, delegations = (
        json.loads(pieces[name])
        for name in (packing.ACT, packing.AGREEMENT, packing.CARDS, packing.CLAIM, packing.DELEGATIONS)
    )
    assert act["decided"]["act"] == {"number": "2020.01512", "on": "2020-09-24"}
    assert (agreement["engagement"]["agreement"], agreement["terms"]["rate_card_code"]) == ("JR-batir", "2020-A")
    assert next(rate["cents"] for rate in card["rates"] if rate["code"] == "trainer") == 3_240
    assert [line["cents"] for line in claim["lines"]] == [272_160, 84_000]
    assert (claim["certified_cents"], claim["deducted_cents"], claim["payable_cents"]) == (356_160, 106_848, 249_312)
    assert [name for name, _ in claim["evidence"]] == ["attestation batir 1", "attestation batir 2"]
    assert (delegations["prepared"]["by"], delegations["prepared"]["under"]["duty"]) == ("helene", "prepare")
    assert delegations["certified"]["by"] == "karim"
    assert delegations["certified"]["under"]["reference"] == "Arrêté 2019-certify"
    assert (delegations["ordered"]["by"], delegations["ordered"]["under"]["duty"]) == ("odile", "order")


def _check_hours(piece: bytes) -> None:
    rows = list(csv.DictReader(io.StringIO(piece.decode("utf-8-sig")), delimiter=";"))
    minutes = {
        side: sum(int(row["minutes"]) for row in rows if row["volet"] == side) for side in ("released", "replacing")
    }
    assert minutes == {"released": 91 * 60, "replacing": 84 * 60}
    assert sum(int(row["minutes_decomptees"] or 0) for row in rows) == 84 * 60
    assert {row["matricule"] for row in rows} == {"R1", "S1"}
    assert rows[0]["debut"] == "2020-10-01T08:00:00+02:00"
    assert b"Personne" not in piece, "a pack names nobody"


def _check_certificate(piece: bytes) -> None:
    texts = written(piece)
    assert "Heures libérées et remplacées : 84 h" in texts
    assert "Personne n'a remplacé cette heure dans la période de rapprochement : 7 h" in texts
    said = " ".join(texts[-3:])
    assert "Préparé le 09/11/2020 par l'agent helene, en vertu de la délégation « Arrêté 2019-prepare »." in said
    assert "Certifié le 10/11/2020 par l'agent karim, en vertu de la délégation « Arrêté 2019-certify »." in said


def _check_trail(said: dict[str, Any], grant: str) -> None:
    assert said["subject"] == f"grant/{grant}"
    assert audit.broken_links(said["subject"], said["head"], said["count"], said["entries"]) == []
    verbs = [verb for entry in said["entries"] for verb in entry["entry"]["verbs"]]
    assert [verb for verb in verbs if verb in ("claim", "prepare", "certify", "order")][-3:] == [
        "claim",
        "prepare",
        "certify",
    ]


async def test_the_beneficiary_and_officers_have_the_pack_and_nobody_else(
    funding: House, order: dict[str, str]
) -> None:
    await cast.organisation(funding, "stranger", "sam")
    found = {
        who: (await download(funding, who, **order)).status_code
        for who in ("", "sam", "bea", "ben", "helene", "karim", "odile", "solene", "agnes")
    }
    assert found == {"": 401, "sam": 403} | dict.fromkeys(
        ("bea", "ben", "helene", "karim", "odile", "solene", "agnes"), 200
    )


async def test_a_pack_is_found_under_its_own_grant_only(funding: House, order: dict[str, str]) -> None:
    missing = await download(funding, "helene", order["grant"], "0" * 64)
    assert missing.status_code == 404
    assert (await download(funding, "helene", order["grant"], "../../etc")).status_code == 404
    assert (await download(funding, "helene", order["grant"], "x")).status_code == 422


async def test_the_pack_of_a_rejected_order_is_kept(funding: House, order: dict[str, str]) -> None:
    rejection = {"reason": "missing-piece", "rejected_on": "2020-11-10"}
    await step(funding, "odile", order["grant"], 2, "order-rejection", rejection)
    await step(funding, "odile", order["grant"], 2, "order", {"order": "M-2020-78"})
    seen = await funding.get("bea", f"/grants/{order['grant']}/payments")
    assert seen["claims"][1]["pack_sha256"] != order["digest"]
    for digest in (order["digest"], seen["claims"][1]["pack_sha256"]):
        assert (await download(funding, "bea", order["grant"], digest)).status_code == 200


async def test_a_pack_names_the_card_that_the_claim_was_calculated_at_whatever_came_since(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    await to_later_card(funding, grant)
    await cast.on(funding, date(2020, 11, 12))
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})
    seen = (await funding.get("bea", f"/grants/{grant}/payments"))["claims"][1]
    assert [line["rate_card_code"] for line in seen["lines"]] == ["2020-A", "2020-A"]
    answer = await download(funding, "bea", grant, seen["pack_sha256"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [each["code"] for each in json.loads(archive.read(packing.CARDS))] == ["2020-A"]
        certificate_kept = archive.read(packing.CERTIFICATE)
        assert json.loads(archive.read(packing.CLAIM))["certificate_sha256"] == sha256(certificate_kept)
    assert "Barème : 2020-A" in written(certificate_kept)
    assert b"(D:20201110" in certificate_kept, "it was written when the claim was certified"


async def test_nothing_is_ordered_on_a_trail_that_was_touched(funding: House) -> None:
    await employers(funding)
    grant = await certified(funding)
    touched = {"subject": f"grant/{grant}", "entry.action": "certify_claim"}
    trail = funding.runtime.store.database["audit"]
    await trail.update_one(touched, {"$set": {"entry.actor": "somebody-else"}})
    refused = await step(funding, "odile", grant, 2, "order", {"order": "M-2"}, expect=500)
    assert refused["type"].endswith("audit-trail-broken")
    await trail.update_one(touched, {"$set": {"entry.actor": "karim"}})
    await step(funding, "odile", grant, 2, "order", {"order": "M-2"})
