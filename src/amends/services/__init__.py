"""What can be done: one verb a function. Each asks permission, locks, asks the rules, writes, records the event."""
