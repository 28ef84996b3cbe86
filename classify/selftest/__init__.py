"""The engines held against each other on cases generated from the user's own catalogs, on the user's own machine."""
