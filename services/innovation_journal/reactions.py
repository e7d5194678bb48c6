"""What this service does when others speak: each one calls a use case."""
