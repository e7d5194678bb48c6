"""What the API and the pages of the registry read, for whoever asks."""
