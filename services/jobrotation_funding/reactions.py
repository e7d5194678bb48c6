"""What this service does when others speak or a deadline falls: each one calls a use case."""
