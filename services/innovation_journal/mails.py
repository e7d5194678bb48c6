"""The French text of each message that this service sends, by template (``str.format`` fields)."""

MAILS: dict[str, str] = {}
