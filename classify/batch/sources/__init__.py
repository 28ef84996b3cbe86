"""The first pass over an inventory with `sources`: who draws on whom, and what that comes to, one code a row."""
