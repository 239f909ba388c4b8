"""Judgement and arithmetic on plain values: no Django, no clock, no random, no input or output when called."""
