"""Which promise can be kept: waiting lines in closed form, a bound from history, and weeks simulated on a calendar."""
