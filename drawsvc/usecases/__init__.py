"""What people and machines ask of the service, one verb per file."""
