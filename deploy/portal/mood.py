"""The state of a service in words and rows for people who are not engineers."""

from collections.abc import Iterable
from dataclasses import dataclass

from deploy.portal import words
from deploy.portal.state import Flow, ServiceState
from services.chassis.web.french import instant, number

MOODS = {
    "well": ("En marche.", "Ce service répond et entend les autres."),
    "deaf": (
        "En marche, mais coupé des autres.",
        "Il accepte les demandes et garde ce qu'il a à annoncer ; il rattrapera son retard quand la liaison reviendra.",
    ),
    "silent": ("Répond mal.", "Le service est lancé, mais n'a pas dit à temps où il en est."),
    "down": ("Arrêté ou injoignable.", "Les autres services continuent ; ce qui lui est destiné l'attend."),
}


@dataclass(frozen=True)
class StateRow:
    """One line: what is counted, how many, and what to make of it."""

    name: str
    value: str
    hint: str = ""


@dataclass(frozen=True)
class Card:
    """One service on the page."""

    id: str
    name: str
    mood: str
    title: str
    words: str
    rows: tuple[StateRow, ...]


def card(state: ServiceState) -> Card:
    """One service, in words."""
    title, told = MOODS[state.mood]
    rows = tuple(_rows(state.flow)) if state.flow else ()
    return Card(f"etat-{state.name}", words.service(state.name), state.mood, title, told, rows)


def _rows(flow: Flow) -> Iterable[StateRow]:
    behind = flow.behind
    yield StateRow("À lire chez les autres", "inconnu" if behind is None else number(behind), _hint(behind, "à jour"))
    yield StateRow("À envoyer", number(flow.unsent), _hint(flow.unsent, "tout est parti"))
    yield StateRow("Mis de côté", number(flow.aside), "une personne doit regarder" if flow.aside else "rien")
    yield StateRow("Échéances à traiter", number(flow.due), _hint(flow.due, "aucune en attente"))
    latest = flow.latest
    yield StateRow(
        "Dernière annonce", words.of_type(latest.type) if latest else "aucune", instant(latest.time) if latest else ""
    )
    yield StateRow("Horloge du service", instant(flow.now) if flow.now else "inconnue")


def _hint(count: int | None, settled: str) -> str:
    return settled if count == 0 else ""


def verdict(states: Iterable[ServiceState]) -> str:
    """The page in one sentence."""
    states = tuple(states)
    troubled = [words.service(state.name) for state in states if state.mood != "well"]
    aside = sum(state.flow.aside for state in states if state.flow)
    if troubled:
        return f"À surveiller : {', '.join(troubled)}."
    if aside:
        return f"Tous les services marchent ; {number(aside)} message(s) attendent qu'une personne les regarde."
    return "Tous les services marchent."
