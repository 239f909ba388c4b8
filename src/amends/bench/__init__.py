"""What `amends bench` measures, and the database clusters it measures on."""
