"""Drawn still lifes, so that the demo has something to look at and owes nobody a photo."""
