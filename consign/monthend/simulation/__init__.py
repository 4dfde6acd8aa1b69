"""Trying terms before signing: a scenario goes through the real operations, and nothing is kept."""
