"""Routes, a file for each story. A route's name is its operation: in the OpenAPI document and in authority.MAY."""
