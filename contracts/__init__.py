"""What crosses a service border: the envelope and every event, as Pydantic models. Imports pydantic only."""
