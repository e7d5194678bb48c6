"""What people and deadlines can do in the registry, by the part of the chain it is about."""
