"""The money of the story as data: envelopes, rate cards, nine grants, the hours of each month, the days of each claim.

Amounts are in no table here but what is voted and what is given back: hours × rates must make them, to the cent.
"""

from deploy.local.story.money.grants import GRANTS

BY_KEY = {each.key: each for each in GRANTS}
