"""The public journal of innovations and of their adaptations, and its gatherings."""
