"""The JSON door under /api/v1/: one subject a file, each calling the rooms below it."""
