"""A development identity provider: tokens for the story's persons, without a password, on this machine only."""
