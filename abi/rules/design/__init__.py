"""Design rules: what an interface will be regretted for."""
