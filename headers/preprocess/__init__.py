"""Two engines behind one interface: a compiler's preprocessor, and pcpp."""
