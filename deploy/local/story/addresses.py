"""The public addresses that the story speaks to."""

REGISTRY = "/api/incubator_registry/v1"
TRACKING = "/api/project_tracking/v1"
