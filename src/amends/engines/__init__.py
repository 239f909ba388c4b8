"""Heavy computation on arrays and tables, usable without Django, a database or the network."""
