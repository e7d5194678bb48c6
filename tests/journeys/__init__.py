"""The story, played once on real parts, and what many tests say of it."""
