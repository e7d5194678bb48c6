"""How Pépinière is put on machines, and the small programs around the services."""
