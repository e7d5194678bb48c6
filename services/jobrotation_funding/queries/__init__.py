"""What pages and the API read: the service's own dossiers and ledger, and what it remembers of the others."""
