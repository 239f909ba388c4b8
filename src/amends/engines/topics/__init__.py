"""
New topics: groups of texts that say the same in like words, in any script, without a dictionary or training.

`finding.find_topics` gathers texts with their days into topics, the hottest first, and says of each whether it is new.
The formulas stand in `docs/reference/topics.md`.
"""
