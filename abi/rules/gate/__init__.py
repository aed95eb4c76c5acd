"""Rules about the gate itself: decisions that do not hold, and what no rule knows."""
