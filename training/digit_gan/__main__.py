"""``python -m training.digit_gan``: makes the GANs that draw digits, and their judge."""

import sys

from training import command_line
from training.digit_gan import recipe
from training.digit_gan.config import Config, with_preset

if __name__ == "__main__":
    command_line.main(Config, recipe.train, recipe.__doc__, with_preset(sys.argv[1:]))
