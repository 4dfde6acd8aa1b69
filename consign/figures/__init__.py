"""Figures people would rather look at: what sold and when, how long it took, what stands where."""
