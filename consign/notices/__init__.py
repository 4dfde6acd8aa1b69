"""Mail a maker may choose: what is told to whom, when, and how to stop it."""
