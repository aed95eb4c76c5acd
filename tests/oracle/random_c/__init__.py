"""Random C programs, as uapi reads them and as compilers do."""
