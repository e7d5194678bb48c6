"""What `incubator_registry` announces."""
