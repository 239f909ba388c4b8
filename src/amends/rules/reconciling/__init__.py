"""The bank's or a payment provider's own list, held against what we told customers was paid."""
