"""Many notes at once: cases in, reviews out in the same order, and how well they agree with labels."""
