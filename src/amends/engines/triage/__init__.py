"""
Triage: which kind a text is of, how sure that is, and which words decided it.

`training.train` learns from texts that people sorted, `model.Model.judge` sorts new
ones, `measuring.quality` says how well.
The formulas stand in `docs/reference/triage.md`. Only training needs scikit-learn.
"""
