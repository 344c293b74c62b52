"""``python -m training.sentiment``: makes the models that read sentiment."""

from training import command_line
from training.sentiment import recipe
from training.sentiment.config import Config

if __name__ == "__main__":
    command_line.main(Config, recipe.train, recipe.__doc__)
