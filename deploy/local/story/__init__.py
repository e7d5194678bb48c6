"""The demonstration story, 2019 to 2022: played once, through the public doors only, as the persons of the cast."""
