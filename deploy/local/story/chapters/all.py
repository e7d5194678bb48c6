"""All scenes of the story."""

from deploy.local.story.chapters import (
    agreements,
    budget,
    evaluations,
    financial_reports,
    grants,
    hours,
    journal,
    milestones,
    payments,
    proposals,
    reports,
    setup,
    the_call,
)
from deploy.local.story.scene import Scene

CHAPTERS = (
    setup,
    the_call,
    agreements,
    proposals,
    milestones,
    reports,
    evaluations,
    budget,
    grants,
    hours,
    payments,
    financial_reports,
    journal,
)
ENDS = "2022-12-16 10:00"


def scenes() -> list[Scene]:
    """Every scene of every chapter."""
    return [each for chapter in CHAPTERS for each in chapter.scenes()]
