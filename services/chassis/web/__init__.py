"""The HTTP edge of a service: doors, problem details, limits, pages. Decides nothing."""
