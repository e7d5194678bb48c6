"""The persons of the demonstration, all invented: who they are, for whom they act and what they can show."""

from dataclasses import dataclass

from deploy.local.story.organisations import BY_KEY


@dataclass(frozen=True)
class Person:
    """One invented person. ``organisation`` is the key of an organisation of the story, empty for the Région."""

    username: str
    given_name: str
    usual_name: str
    organisation: str
    role: str
    shows: str

    @property
    def name(self) -> str:
        """How a page shows them."""
        return f"{self.given_name} {self.usual_name}"

    def claims(self) -> dict[str, str]:
        """What the provider says of them, under ProConnect's names. The address is under a name kept for tests."""
        house = {"siret": BY_KEY[self.organisation].siret} if self.organisation else {}
        return {
            "sub": self.username,
            "uid": self.username,
            "given_name": self.given_name,
            "usual_name": self.usual_name,
            "email": f"{self.username}@exemple.test",
            **house,
        }


REGION = (
    Person("helene.vasseur", "Hélène", "Vasseur", "", "instruct", "instruit les candidatures et les expérimentations"),
    Person("karim.delattre", "Karim", "Delattre", "", "certify", "valide le service fait"),
    Person("odile.prevost", "Odile", "Prévost", "", "order", "ordonne les paiements"),
    Person("solene.marchal", "Solène", "Marchal", "", "decide", "enregistre les délibérations"),
    Person("bruno.lheureux", "Bruno", "Lheureux", "", "edit", "édite le journal"),
    Person("agnes.thibaut", "Agnès", "Thibaut", "", "administer", "donne et retire les missions"),
)

ASSESSORS = (
    Person("nadia.ferrand", "Nadia", "Ferrand", "", "assessor", "note les candidatures"),
    Person("luc.demeyer", "Luc", "Demeyer", "", "assessor", "note les candidatures"),
    Person("ines.carlier", "Inès", "Carlier", "regard-tiers", "representative", "évalue les expérimentations"),
    Person("paul.wattel", "Paul", "Wattel", "regard-tiers", "writer", "évalue les expérimentations"),
)

# From another region: a member of nothing here.
VISITOR = Person("maelle.lebris", "Maëlle", "Le Bris", "", "visitor", "adapte une pratique du journal en Bretagne")

# (organisation, representative, writer): given and usual names, in that order.
PAIRS: tuple[tuple[str, str, str], ...] = (
    ("deux-caps", "Claire Vandamme", "Hugo Leleu"),
    ("afpa", "Sophie Bailleul", "Marc Dufour"),
    ("formascarpe", "Antoine Copin", "Lina Bouzid"),
    ("arep", "Mireille Tassart", "Yanis Caron"),
    ("securiform", "Thierry Lamotte", "Julie Pruvost"),
    ("pixel", "Samira Haddad", "Tom Wacquet"),
    ("greta", "Bernard Delobel", "Fatou Diallo"),
    ("batir", "Corinne Macquet", "Kevin Lesage"),
    ("corons", "Elena Kowalski", "Rémi Duhamel"),
    ("batirev", "Olivier Sergeant", "Nora Belkacem"),
    ("logis", "Patricia Hecquet", "Simon Baert"),
    ("thierache", "Gaëlle Huyghe", "Maxime Petit"),
    ("oise-amont", "Denis Roussel", "Amina Cissé"),
    ("aract", "Valérie Noël", "Grégory Lefort"),
    ("mission-locale", "Jean Pamart", "Sabrina Locqueneux"),
    ("domicile", "Martine Gillot", "Léa Dassonville"),
    ("somme", "Fabrice Boulanger", "Chloé Deswarte"),
    ("caplittoral", "Yves Bourdon", "Emma Vasseur-Lenoir"),
    ("numeripole", "Laurent Pignon", "Zoé Marteau"),
    ("edtech-express", "Alexis Ravel", "Maya Fontaine"),
    ("immersion", "Cécile Blanquart", "Nicolas Sauvage"),
    ("certifiants", "Philippe Hannoy", "Rania Selmi"),
)

ACCENTS = str.maketrans("éèêëàâäîïôöûüçÉÈÊ", "eeeeaaaiioouucEEE")


def username(name: str) -> str:
    """``Élodie Le Goff`` → ``elodie.legoff``."""
    given, _, usual = name.partition(" ")
    return f"{given}.{usual.replace(' ', '').replace('-', '')}".translate(ACCENTS).lower()


def _member(organisation: str, name: str, role: str) -> Person:
    given, _, usual = name.partition(" ")
    shows = "représente son organisme et signe" if role == "representative" else "rédige pour son organisme"
    return Person(username(name), given, usual, organisation, role, shows)


MEMBERS = tuple(
    _member(organisation, name, role)
    for organisation, first, second in PAIRS
    for name, role in ((first, "representative"), (second, "writer"))
)

CAST: dict[str, Person] = {person.username: person for person in (*REGION, *ASSESSORS, *MEMBERS, VISITOR)}


def of(organisation: str, role: str = "representative") -> Person:
    """Who holds a role in an organisation of the story. Raises StopIteration when nobody does."""
    return next(person for person in CAST.values() if (person.organisation, person.role) == (organisation, role))
