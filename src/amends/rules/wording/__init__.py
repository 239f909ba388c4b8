"""Words that work: what a reply should say and what it should not, found by rules that can be read. Advice, no lock."""
