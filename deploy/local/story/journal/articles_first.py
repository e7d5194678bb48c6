"""What X3, X10 and X7 write: a success, a stop, and a result that concludes nothing."""

from deploy.local.story.journal.shape import Article, Opinion, Quoted, Round
from deploy.local.story.people import representative, writer

CARAVANE = Article(
    key="x3",
    slug="caravane",
    title="CARAVANE : une auto-école sociale qui va de village en village",
    carrier="thierache",
    written="2021-06-01 10:00",
    texts={
        "brief": "Un fourgon équipé s'arrête dans les villages de Thiérache. On y prépare le code de la route, et "
        "c'est par le code que l'on revient à la lecture, au calcul et à la confiance. Six personnes sur dix achèvent "
        "leur parcours ; elles étaient une sur trois quand il fallait venir à Vervins.",
        "context": "Sans permis, on ne va ni au travail ni en formation. Le dispositif fixe demandait deux trajets par "
        "jour à des personnes sans voiture : la plupart s'arrêtaient avant la fin.\n"
        "Le code de la route, lui, a un but que chacun comprend. On y lit des panneaux, on y calcule des distances, on "
        "y répond à voix haute.",
        "public": "Des demandeurs d'emploi et des salariés précaires des villages, rencontrés avec les mairies et la "
        "mission locale. Beaucoup n'avaient jamais poussé la porte d'un organisme de formation.",
        "place": "Douze villages de Thiérache. Le fourgon reste une demi-journée à chaque halte, toujours la même.",
        "protocol": "L'évaluateur a comparé les parcours achevés à ceux des promotions 2017 et 2018 du dispositif fixe "
        "de Vervins, contrôlé le registre sur pièces, mené vingt entretiens et observé trois tournées.",
        "findings": "Les parcours s'achèvent plus souvent, pour les deux publics et dans les deux intercommunalités. "
        "Les entretiens disent pourquoi : la halte est à dix minutes à pied, le groupe reste petit, et l'on avance "
        "sans se sentir à l'école.",
        "conditions": "Un fourgon aménagé, un formateur qui a le permis pour le conduire, une place de stationnement "
        "près d'un lieu de vie (école, épicerie, mairie) et une salle de repli en hiver. Surtout, de la régularité : "
        "une halte oubliée deux fois ne se remplit plus.",
        "cost": "Environ 1 150 euros par parcours achevé, carburant compris. Le fourgon existait déjà et n'est pas "
        "compté.",
        "limits": "Le confinement a interrompu une tournée, reprise en juillet 2020. Il n'y a pas de groupe de "
        "comparaison : d'autres aides à la mobilité ont pu jouer. Un seul territoire, deux promotions.",
    },
    quoted=(
        Quoted(
            "sylvie",
            "Sylvie",
            "Je croyais que je ne savais plus lire. Les panneaux, je les lisais déjà. On est partis de là.",
            "2021-05-27",
            "Formulaire signé, conservé par l'institut",
        ),
    ),
    rounds=(
        Round(
            asked="2021-06-07 10:00",
            answered="2021-06-15 10:00",
            opinions=(
                Opinion(
                    writer("corons"),
                    "accept",
                    "La comparaison avec le dispositif fixe est honnête et ses limites sont dites.",
                ),
                Opinion(
                    writer("deux-caps"),
                    "accept",
                    "Les conditions sont assez précises pour qu'un autre territoire essaie.",
                ),
            ),
        ),
    ),
    accepted_because="Deux relectures favorables, de deux laboratoires extérieurs à l'incubateur.",
    published="2021-06-22 11:00",
)

CASQUES = Article(
    key="x10",
    slug="pourquoi-nous-avons-arrete",
    title="Pourquoi nous avons arrêté : découvrir les métiers en réalité virtuelle",
    carrier="arep",
    authors=("pixel",),
    written="2021-09-09 10:00",
    texts={
        "brief": "Nous voulions que des jeunes se projettent dans un métier avec un casque de réalité virtuelle. Nous "
        "avons arrêté au bout de six mois : on ne partage pas un casque en période d'épidémie, et un scénario coûte "
        "trois fois ce que nous avions prévu.",
        "context": "Une visite d'entreprise donne envie, mais elle s'organise en semaines et n'accueille que quelques "
        "personnes. Le casque promettait d'en montrer huit, tout de suite, à tout un groupe.",
        "public": "Des jeunes sans emploi ni formation et des décrocheurs de l'agglomération d'Arras.",
        "place": "Communauté urbaine d'Arras, dans nos salles d'orientation.",
        "protocol": "L'expérimentation n'est pas allée jusqu'à son évaluation : nous rendons compte de ce que nous "
        "avons vu, avec les bilans trimestriels.",
        "lessons": "Trois choses, dans l'ordre où nous les avons comprises.\n"
        "Le casque se partage mal. Entre deux personnes il fallait le désinfecter et attendre ; la moitié d'une séance "
        "passait à attendre son tour.\n"
        "Un scénario est un film. Filmer un métier, l'écrire, le monter et le rendre interactif a coûté trois fois le "
        "prix prévu. Deux scénarios étaient prêts sur huit quand nous avons fait les comptes.\n"
        "Nous avions commencé par l'outil. Aux entretiens, les jeunes parlaient surtout de la personne qui montrait "
        "son métier. Nous referions des vidéos à 360 degrés, sur le téléphone de chacun, suivies d'un échange avec "
        "elle.",
        "limits": "Deux bilans trimestriels seulement, pendant une crise sanitaire. Hors épidémie, le premier obstacle "
        "tombe ; le deuxième reste.",
    },
    rounds=(
        Round(
            asked="2021-09-20 11:00",
            answered="2021-10-04 10:00",
            opinions=(
                Opinion(
                    writer("oise-amont"),
                    "accept",
                    "Un arrêt raconté sans détour : c'est ce que le journal doit publier. Les coûts parlent.",
                ),
                Opinion(
                    writer("afpa"),
                    "accept",
                    "Nous allions acheter des casques. Cet article nous fait commencer autrement.",
                ),
            ),
        ),
    ),
    accepted_because="Ce qui ne marche pas se publie comme ce qui marche ; deux relectures favorables.",
    published="2021-10-14 11:00",
)

PLATEFORME = Article(
    key="x7",
    slug="securite-une-plateforme-en-ligne",
    title="Métiers de la sécurité : une plateforme en ligne, un résultat qui ne conclut pas",
    carrier="formascarpe",
    authors=("securiform",),
    written="2021-11-22 14:00",
    texts={
        "brief": "Nous avons mis en ligne l'orientation, les cours et la mise en relation avec les employeurs, pour "
        "des personnes sans baccalauréat. Vingt-trois personnes sont allées au bout d'une session bousculée par la "
        "crise sanitaire : c'est trop peu pour dire si la plateforme fait mieux.",
        "context": "L'écrit des épreuves décourage des personnes que les employeurs attendent. Nous espérions que des "
        "leçons courtes, à refaire autant de fois que l'on veut, les amèneraient jusqu'au jury.",
        "public": "Des demandeurs d'emploi de niveau inférieur au baccalauréat, orientés vers la sécurité privée.",
        "place": "Nord et Oise, dans nos deux centres et à distance.",
        "protocol": "L'évaluateur a rapproché les résultats des jurys de 2021 de ceux des promotions 2018 des deux "
        "organismes. La session a été décalée deux fois.",
        "findings": "L'écart avec l'état des lieux ne dit rien : avec un effectif si petit, une ou deux personnes "
        "suffisent à le renverser. Nous publions pour que d'autres puissent additionner leurs résultats aux nôtres.",
        "conditions": "Une salle équipée reste nécessaire : tous n'ont pas de connexion chez eux. Un formateur "
        "rappelle dans les deux jours qui ne s'est pas connecté.",
        "cost": "Environ 900 euros par personne, sans compter le développement de la plateforme.",
        "limits": "Vingt-trois personnes, deux sessions annulées, une troisième décalée. Nous ne recommandons ni "
        "d'adopter la plateforme, ni d'y renoncer.",
    },
    rounds=(
        Round(
            asked="2021-11-25 14:00",
            answered="2021-12-06 10:00",
            opinions=(
                Opinion(
                    representative("corons"),
                    "accept",
                    "Le titre annonce que rien n'est conclu, et le texte s'y tient. C'est assez rare.",
                ),
                Opinion(
                    writer("mission-locale"),
                    "accept",
                    "Le rappel sous deux jours est une bonne idée à garder, quel que soit le résultat.",
                ),
            ),
        ),
    ),
    accepted_because="Non concluant, et publié comme tel ; deux relectures favorables.",
    published="2021-12-13 10:00",
)
