"""What X2, X6 and X1 write: results without a prior state, results with one, and a text that its reviewers mended."""

from deploy.local.story.journal.shape import Article, Mended, Opinion, Quoted, Round
from deploy.local.story.people import representative, writer

CERTIFICATIONS = Article(
    key="x2",
    slug="dix-certifications-un-module-de-plus",
    title="Dix certifications, un module de plus",
    carrier="certifiants",
    written="2021-10-20 14:00",
    texts={
        "brief": "À dix certifications nous avons ajouté un module court : numérique, vente ou gestes verts. Sept "
        "personnes sur dix obtiennent la certification et le module. Faute d'état des lieux, nous ne savons pas dire "
        "si c'est mieux qu'avant.",
        "context": "Les employeurs nous disaient : le métier est su, il manque le reste. Le reste change d'un métier à "
        "l'autre, mais tient souvent en une semaine.",
        "public": "Des demandeurs d'emploi et des salariés précaires, inscrits dans l'une des dix certifications.",
        "place": "Toute la région ; les groupes suivis sont dans le Pas-de-Calais et la Somme.",
        "protocol": "Suivi de dix certifications, du premier jour au jury. Ces modules n'existaient pas auparavant : "
        "aucune promotion antérieure ne se compare.",
        "findings": "Le module est mieux suivi quand il vient avant le stage : on en montre le résultat à "
        "l'entreprise. Placé après, il paraît en trop.",
        "conditions": "Des modules de 20 à 35 heures, écrits avec deux employeurs du métier, et placés avant le stage.",
        "cost": "De 180 à 310 euros par personne et par module.",
        "limits": "Sans état des lieux, on observe sans pouvoir mesurer un effet. Les dix certifications sont très "
        "différentes ; leurs résultats s'additionnent mal.",
    },
    rounds=(
        Round(
            asked="2021-10-28 10:00",
            answered="2021-11-05 10:00",
            opinions=(
                Opinion(
                    representative("deux-caps"),
                    "accept",
                    "Le texte ne prétend pas mesurer ce qu'il observe. À publier.",
                ),
                Opinion(writer("greta"), "accept", "La place du module avant le stage mérite d'être essayée ailleurs."),
            ),
        ),
    ),
    accepted_because="Deux relectures favorables ; le niveau de preuve affiché sera « observé ».",
    published="2021-11-18 11:00",
)

GESTES = Article(
    key="x6",
    slug="aide-a-domicile-en-realite-virtuelle",
    title="Aide à domicile : apprendre les gestes en réalité virtuelle avant d'entrer chez les personnes",
    carrier="domicile",
    authors=("aract",),
    written="2021-12-20 14:00",
    texts={
        "brief": "Nous avons observé le travail réel des aides à domicile, puis tourné six situations difficiles en "
        "réalité virtuelle. On les vit casque sur la tête, puis on en parle. Près de trois personnes sur quatre sont "
        "encore en poste six mois après ; elles étaient une sur deux.",
        "context": "Près d'une salariée sur deux quittait le métier dans l'année. Les départs suivent presque toujours "
        "une situation pour laquelle personne ne les avait préparées : une chute, un refus, une colère, un deuil.",
        "public": "Des demandeurs d'emploi, souvent sans baccalauréat, qui entrent dans l'aide à domicile.",
        "place": "Avesnois, dans les locaux des structures employeuses.",
        "protocol": "L'évaluateur a comparé les registres du personnel à ceux de 2018, observé des séances et "
        "rencontré les employeurs.",
        "findings": "Le casque compte moins que ce qui l'entoure : l'observation qui fait que la situation est juste, "
        "et le débat qui suit, où chacune dit ce qu'elle aurait fait.",
        "conditions": "Observer le travail réel avant d'écrire quoi que ce soit. Des scénarios de quatre minutes au "
        "plus, des casques désinfectés entre deux séances, et un débat après chaque scénario, mené par quelqu'un du "
        "métier.",
        "cost": "Environ 640 euros par personne ; le tournage des six scénarios est amorti sur trois ans.",
        "limits": "Le recrutement s'est tendu en 2021, ce qui a pu retenir aussi des personnes non formées. Certaines "
        "supportent mal le casque : prévoir une version sur écran.",
    },
    quoted=(
        Quoted(
            "nadege",
            "Nadège",
            "La première fois qu'on m'a refusé la porte, je l'avais déjà vécu. J'ai attendu, comme dans le film.",
            "2021-12-10",
            "Accord par courriel, conservé par l'employeur",
        ),
    ),
    rounds=(
        Round(
            asked="2022-01-05 10:00",
            answered="2022-01-13 10:00",
            opinions=(
                Opinion(
                    representative("oise-amont"),
                    "accept",
                    "La réserve sur le recrutement de 2021 est indispensable, et elle y est.",
                ),
                Opinion(
                    writer("batir"),
                    "accept",
                    "On voit comment reprendre la démarche pour un autre métier, à commencer par l'observation.",
                ),
            ),
        ),
    ),
    accepted_because="Deux relectures favorables.",
    published="2022-01-18 10:00",
)

SKILLPASS = Article(
    key="x1",
    slug="skillpass-diva",
    title="SKILLPASS / DIVA : raconter ce que l'on sait faire pour oser se former",
    carrier="deux-caps",
    authors=("afpa",),
    written="2022-07-05 10:00",
    texts={
        "brief": "Des adultes très éloignés de l'emploi rassemblent leurs expériences dans un portefeuille et "
        "choisissent ce qu'un badge numérique en montrera. Plus d'un tiers entre en formation dans les six mois, "
        "contre un quart auparavant.",
        "context": "Ceux qui auraient le plus à gagner d'une formation n'y entrent pas : ils pensent n'avoir rien à "
        "montrer. SKILLPASS a été conçu pour des étudiants ; nous l'avons refait avec des adultes.",
        "public": "Des demandeurs d'emploi de longue durée et des bénéficiaires du RSA.",
        "place": "Nord et Pas-de-Calais, en semi-distanciel.",
        "protocol": "L'évaluateur a suivi les entrées en formation, mené des entretiens et lu les traces du badge, "
        "puis comparé à l'état des lieux de 2019.",
        "findings": "Ce qui décide est le moment où la personne raconte son parcours à une autre. Le badge vient "
        "après, et fixe ce qui a été dit.",
        "conditions": "Un accompagnement humain : seul, l'outil ne suffit pas. Quatre rencontres au moins.",
        "cost": "Environ 420 euros par personne accompagnée.",
        "limits": "Pas de tirage au sort.",
    },
    rounds=(
        Round(
            asked="2022-07-07 10:00",
            answered="2022-07-20 14:00",
            opinions=(
                Opinion(
                    writer("corons"),
                    "revise",
                    "Dites que les personnes sont volontaires, et ce que cela change à la lecture du résultat.",
                ),
                Opinion(
                    representative("mission-locale"),
                    "accept",
                    "Clair. Nos conseillers y reconnaîtront leurs entretiens.",
                ),
            ),
        ),
        Round(
            asked="2022-09-08 11:00",
            answered="2022-09-15 10:00",
            opinions=(
                Opinion(
                    writer("corons"), "accept", "Les limites sont maintenant complètes ; le résultat se lit mieux."
                ),
            ),
        ),
    ),
    mended=Mended(
        asked="2022-07-26 09:00",
        reasons="Une relecture demande de compléter les limites : qui s'est porté volontaire, et ce qu'on en déduit.",
        written="2022-08-29 10:00",
        texts={
            "limits": "Les personnes se sont portées volontaires, et il n'y a pas eu de tirage au sort. Des personnes "
            "volontaires seraient peut-être entrées plus souvent en formation de toute façon : l'écart est sans doute "
            "un maximum. Trois ans séparent l'état des lieux du résultat.",
        },
    ),
    accepted_because="Révisée comme demandé ; la seconde relecture est favorable.",
    published="2022-10-11 10:00",
)
