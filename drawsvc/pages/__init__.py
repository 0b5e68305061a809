"""What pages tell of draws, and the templates it is put into: for the service and for the public site."""
