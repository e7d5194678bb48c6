"""What `project_tracking` announces."""
