"""Two tiny services on the real chassis: one speaks, the other listens. The message guarantees are proven on them."""
