"""The list of an organ's secrets (国家秘密事项一览表, REG2024-13): made from catalogs, kept up to date, written out."""
