"""The command `amends`."""
