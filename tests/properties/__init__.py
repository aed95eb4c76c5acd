"""Properties of every judgement, with compilers as the judges of the judge."""
