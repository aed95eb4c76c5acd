"""Headers as programs meet them: what stands in the texts besides declarations, and changed."""
