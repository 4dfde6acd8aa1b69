"""The public window: what anyone in the street, a search engine or a feed reader sees."""
