"""Playbooks as data: what comes in which order, what must come before it, and which one applies."""
