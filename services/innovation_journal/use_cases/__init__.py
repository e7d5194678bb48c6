"""What people and reactions can do, by the role of who does it."""
