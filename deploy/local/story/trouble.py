"""Why the story stopped, in a plain sentence for the person who started it."""


class StoryStopped(Exception):
    """The story cannot go on; its text names the step and says what was answered. Nothing played is lost."""
