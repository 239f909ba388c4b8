"""
Early warning: sees in counts per series and period that more comes in than should.

`watching.watch` judges each period of each series with what was known before it, `streaming.Stream` each as it comes;
`alarms.raised` says which of these judgements are worth a person's time. The formulas stand in
`docs/reference/early-warning.md`.
"""
