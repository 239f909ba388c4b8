"""How the two engines are spoken to: the write gate, group commit, search tables. No opinions on what is written."""
