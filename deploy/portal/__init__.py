"""The portal: a small read-only program behind the door (home, event catalogue, live state)."""
