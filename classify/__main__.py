"""`python -m classify` is the command `classify`."""

from classify.cli import main

if __name__ == "__main__":
    main()
