"""Text into surfaces: sources, preprocessing, splitting, parsing, lowering."""
