"""The fourteen experiments of the story as data: what each proposes, measures and plans, and when it does it.

Their titles and dates are those of the Pacte and of the story; texts and further figures are invented.
"""

from deploy.local.story.experiments.adaptations import ADAPTATIONS
from deploy.local.story.experiments.proposed import PROPOSED
from deploy.local.story.experiments.shape import Experiment
from deploy.local.story.experiments.taken_over_first import FIRST
from deploy.local.story.experiments.taken_over_next import NEXT

TAKEN_OVER = (*FIRST, *NEXT)
EXPERIMENTS: tuple[Experiment, ...] = (*TAKEN_OVER, *PROPOSED, *ADAPTATIONS)
BY_KEY = {each.key: each for each in EXPERIMENTS}
