"""The journal's part of the story as data: what is written, who reviews it, what is adapted, where people meet.

Titles and days are those of the story; texts are invented, save what the Pacte itself says of the Bonduelle path.
"""

from deploy.local.story.journal.articles_first import CARAVANE, CASQUES, PLATEFORME
from deploy.local.story.journal.articles_next import CERTIFICATIONS, GESTES, SKILLPASS
from deploy.local.story.journal.practice import BONDUELLE
from deploy.local.story.journal.shape import Article

ARTICLES: tuple[Article, ...] = (BONDUELLE, CARAVANE, CASQUES, CERTIFICATIONS, PLATEFORME, GESTES, SKILLPASS)
BY_KEY = {each.key: each for each in ARTICLES}
