"""Lets `python -m amends` be the command `amends`."""

from amends.cli.main import main

if __name__ == "__main__":
    main()
