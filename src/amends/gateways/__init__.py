"""The outside world: one class a role, a real fake beside it where the role leaves the house."""
