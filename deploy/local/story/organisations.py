"""The organisations of the story, all invented or under invented numbers: SIREN in 999…, never given to anyone."""

from dataclasses import dataclass

from stdnum import luhn

TRAINING = "organisme-de-formation"
PUBLIC = "collectivite"
HAUTS_DE_FRANCE = "32"


@dataclass(frozen=True)
class Organisation:
    """One organisation. ``number`` is its place in the table, from which its fictitious numbers are made."""

    key: str
    number: int
    name: str
    kinds: tuple[str, ...]
    commune: str

    @property
    def siren(self) -> str:
        """``999`` and five digits, with their Luhn key."""
        stem = f"999{self.number:05d}"
        return stem + luhn.calc_check_digit(stem)

    @property
    def siret(self) -> str:
        """The first establishment of that SIREN, with its Luhn key."""
        stem = f"{self.siren}0001"
        return stem + luhn.calc_check_digit(stem)

    @property
    def nda(self) -> str | None:
        """A declaration of activity (11 digits: region, département, number); training organisations only."""
        if TRAINING not in self.kinds:
            return None
        return f"{HAUTS_DE_FRANCE}{self.commune[:2]}{self.number:07d}"

    @property
    def step(self) -> str:
        """The step that describes it: other chapters name it so."""
        return f"organisation/{self.key}"


_UNIVERSITY = ("enseignement-superieur", "laboratoire", PUBLIC)
_LABORATORY = ("laboratoire",)
_NETWORK = ("reseau-accompagnement",)

ORGANISATIONS = tuple(
    Organisation(key, number, name, kinds, commune)
    for number, (key, name, kinds, commune) in enumerate(
        (
            # I1, L'Atelier Commun
            ("deux-caps", "Université des Deux-Caps", _UNIVERSITY, "62160"),
            ("afpa", "AFPA, centre de Roubaix", (TRAINING, PUBLIC), "59512"),
            ("formascarpe", "Formascarpe", (TRAINING, "association"), "59178"),
            ("arep", "AREP Saint-Ernestin", (TRAINING, "association"), "62041"),
            ("securiform", "Sécuri'Form 60", (TRAINING,), "60057"),
            ("pixel", "Pixel & Pédagogie", ("edtech",), "59599"),
            # I2, La Fosse aux Idées
            ("greta", "Lycée support du GRETA des Terrils", (TRAINING, PUBLIC), "62498"),
            ("batir", "Bâtir Ensemble Formation", (TRAINING, "association"), "62427"),
            ("corons", "Laboratoire Corons & Savoirs", _LABORATORY, "62510"),
            ("batirev", "Bâti'Rev", ("entreprise",), "62119"),
            ("logis", "Logis des Corons", ("entreprise",), "62178"),
            # I3, Thiérache Apprenante
            ("thierache", "Institut Thiérache Compétences", (TRAINING, "association"), "02789"),
            ("oise-amont", "Laboratoire Oise-Amont", _LABORATORY, "02381"),
            ("aract", "ARACT Hauts-de-France", _NETWORK, "59350"),
            ("mission-locale", "Mission locale Sambre-Helpe", ("reseau-accompagnement", "association"), "59392"),
            ("domicile", "Domicile Plus Avesnois", ("entreprise", "association"), "59036"),
            ("somme", "Campus Somme Apprenante", (TRAINING,), "80001"),
            # the other candidates
            ("caplittoral", "CapLittoral", (TRAINING,), "59183"),
            ("numeripole", "NumériPôle Oise", (TRAINING,), "60175"),
            ("edtech-express", "EdTech Express", ("edtech",), "59350"),
            # outside the incubators
            ("immersion", "Cambrésis Emploi Immersion", (TRAINING, "association"), "59122"),
            ("certifiants", "Réseau Certif'Artois", (TRAINING,), "62041"),
            ("regard-tiers", "Cabinet Regard Tiers", ("evaluateur",), "80021"),
        ),
        start=1,
    )
)

BY_KEY = {each.key: each for each in ORGANISATIONS}
