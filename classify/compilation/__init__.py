"""Matters that derive from or contain one another: what they hold secret together, and what a change does to them."""
