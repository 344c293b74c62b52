"""``python -m training.text_generation``: makes the networks that write."""

from training import command_line
from training.text_generation import recipe
from training.text_generation.config import Config

if __name__ == "__main__":
    command_line.main(Config, recipe.train, recipe.__doc__)
