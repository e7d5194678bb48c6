"""What people, deadlines and reactions can do, by the role of who does it."""
