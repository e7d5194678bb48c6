"""The guarded counters of money and their limits: ordered ≤ certified + open advance ≤ engaged ≤ affected ≤ voted.

All amounts are cents. One counter an envelope (line × vintage), one a payment year of a line, one for the cap.
"""

from services.chassis.counters import Counter, Limit

VOTED = Limit("voted", {"affected": 1, "voted": -1}, "L'affectation dépasse les crédits votés : il reste {left}.")
AFFECTED = Limit(
    "affected",
    {"engaged": 1, "affected": -1},
    "L'enveloppe n'a plus assez d'autorisations affectées : {asked} demandés, il reste {left}.",
)
CERTIFIED = Limit(
    "engaged",
    {"certified": 1, "open_advance": 1, "engaged": -1},
    "Le service fait et l'avance dépasseraient ce qui est engagé : il reste {left}.",
)
ORDERED = Limit(
    "certified",
    {"ordered": 1, "recovered": -1, "certified": -1, "open_advance": -1},
    "Le mandat dépasserait ce qui est certifié et l'avance ouverte : il reste {left}.",
)
# An overpayment is a receivable: what was ordered keeps its AE, whatever is recovered.
KEPT = Limit(
    "ordered", {"ordered": 1, "engaged": -1}, "Un dégagement ne descend pas sous ce qui a été mandaté : {left} au plus."
)
PAID = Limit("paid", {"paid": 1, "ordered": -1}, "Le paiement dépasserait ce qui a été mandaté : il reste {left}.")
RECOVERED = Limit(
    "recovered", {"recovered": 1, "paid": -1}, "On ne recouvre pas plus que ce qui a été payé : il reste {left}."
)

ENVELOPE = Counter(
    "envelope",
    ("voted", "affected", "engaged", "certified", "open_advance", "ordered", "paid", "recovered"),
    (VOTED, AFFECTED, CERTIFIED, ORDERED, KEPT, PAID, RECOVERED),
)
"""Key: the envelope's id. ``engaged`` is net of what was disengaged, ``ordered`` of rejected and reduced orders."""

CREDITS = Counter(
    "credits",
    ("open", "ordered"),
    (
        Limit(
            "credits",
            {"ordered": 1, "open": -1},
            "Les crédits de paiement de l'année ne suffisent pas : {asked} demandés, il reste {left}.",
        ),
    ),
)
"""Payment credits (CP). Key: ``<line>:<payment year>``."""

CAP = Counter(
    "cap",
    ("ceiling", "voted"),
    (
        Limit(
            "cap",
            {"voted": 1, "ceiling": -1},
            "Le plafond de 7 % du Pacte serait dépassé : {asked} demandés, il reste {left}.",
        ),
    ),
)
"""What capped envelopes may open over the whole Pacte, at the prudent reading. Key: ``pacte``."""


def credits_key(line: str, year: int) -> str:
    """The key of a line's payment credits of one year."""
    return f"{line}:{year}"
