"""Pages for customers and colleagues: parse, one service call, render."""
