"""What the person who types `make run` can settle: the text says, in French, what happened and what to do."""


class Trouble(Exception):
    """Stops the run; its text is shown alone, without a traceback."""
