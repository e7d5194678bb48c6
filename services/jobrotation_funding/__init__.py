"""Money that frees teaching staff for the incubators: envelopes, rate cards, grants, hours, claims, recoveries."""
