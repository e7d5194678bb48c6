"""What every service needs: dossiers, transactional work, events in and out, rights, doors. Imports no service."""
