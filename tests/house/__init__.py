"""The habits of the house, kept by reading the code itself."""
