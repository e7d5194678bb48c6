"""Settings: from the environment, refused at start in plain sentences, printed without their secrets."""

import os
import subprocess
import sys

import pytest

from services.chassis.settings import HIDDEN, Settings, load, table

GOOD = {
    "PEPINIERE_MONGO_URL": "mongodb://pep:tres-secret@db1:27017,db2:27017/?replicaSet=rs0",
    "PEPINIERE_KAFKA": "k1:9092,k2:9092",
    "PEPINIERE_ISSUER": "https://identite.exemple.fr",
    "PEPINIERE_BEARER_KEY": "b" * 32,
    "PEPINIERE_MASTER_KEY": "a1" * 32,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("PEPINIERE_")]:
        monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_everything_else_has_a_value_of_its_own(environment: pytest.MonkeyPatch) -> None:
    settings = load()
    assert (settings.http_port, settings.demo, settings.prefix, settings.audience) == (9000, False, "", "pepiniere")


def test_a_process_without_its_settings_says_which_are_missing_and_what_they_are(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.delenv("PEPINIERE_KAFKA")
    environment.delenv("PEPINIERE_ISSUER")
    with pytest.raises(SystemExit) as ended:
        load()
    said = str(ended.value)
    assert "PEPINIERE_KAFKA (adresses des courtiers Kafka, hôte:port) manque" in said
    assert "PEPINIERE_ISSUER" in said
    assert "validation error" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MONGO_URL", "localhost:27017", "mongodb://"),
        ("KAFKA", "courtier", "hôte:port"),
        ("ISSUER", "identite.exemple.fr", "http:// ou https://"),
        ("BEARER_KEY", "trop-court", "32 caractères"),
        ("MASTER_KEY", "z" * 64, "64 chiffres hexadécimaux"),
        ("HTTP_PORT", "quatre-vingts", "un nombre entier"),
        ("HTTP_PORT", "70000", "65535 ou moins"),
        ("DEMO", "peut-être", "1 ou 0"),
        ("LOG_LEVEL", "BAVARD", "DEBUG, INFO, WARNING ou ERROR"),
        ("PREFIX", "Majuscule-", "lettres minuscules"),
        ("FIRST_ADMINISTRATOR", "agnes", "émetteur|sujet"),
        ("SMTP", "courrier", "hôte:port"),
        ("JWKS_URL", "clefs", "http:// ou https://"),
        ("FORMER_MASTER_KEYS", "zz", "clés"),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence_that_does_not_repeat_it(
    environment: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    environment.setenv(f"PEPINIERE_{name}", value)
    with pytest.raises(SystemExit) as ended:
        load()
    assert f"PEPINIERE_{name}" in str(ended.value)
    assert said in str(ended.value)
    assert "Input" not in str(ended.value)
    if name.endswith("KEY"):
        assert value not in str(ended.value)


def test_the_table_tells_where_values_come_from_and_hides_the_secret_ones(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PEPINIERE_DEMO", "1")
    shown = table(load())
    rows = {line.split()[0]: line for line in shown.splitlines()[1:]}
    assert set(rows) == {f"PEPINIERE_{name.upper()}" for name in Settings.model_fields}
    assert "environnement" in rows["PEPINIERE_DEMO"]
    assert "par défaut" in rows["PEPINIERE_HTTP_PORT"]
    assert f"pep:{HIDDEN}@db1:27017" in rows["PEPINIERE_MONGO_URL"]
    for secret in ("tres-secret", "b" * 32, "a1" * 32):
        assert secret not in shown


def test_settings_do_not_tell_their_secrets_when_they_are_wrong(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PEPINIERE_MASTER_KEY", "presque-la-cle")
    with pytest.raises(ValueError, match="master_key") as refused:
        Settings()
    assert "presque-la-cle" not in str(refused.value)


def test_an_operator_can_print_them() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "services.chassis.settings"], env=os.environ | GOOD, capture_output=True, text=True
    )
    assert printed.returncode == 0
    assert "PEPINIERE_KAFKA" in printed.stdout
    assert "tres-secret" not in printed.stdout
