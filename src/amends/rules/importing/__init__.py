"""Lists of other systems: which column means what, how a date is meant, what one row says."""
