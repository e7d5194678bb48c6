"""What pages, feeds and the API read: the service's own dossiers and what it remembers of the others."""
