"""The public addresses that the story speaks to."""

REGISTRY = "/api/incubator_registry/v1"
TRACKING = "/api/project_tracking/v1"
FUNDING = "/api/jobrotation_funding/v1"
JOURNAL = "/api/innovation_journal/v1"
