"""The chapters of the story: each gives its scenes; the conductor plays all of them in the order of time."""
