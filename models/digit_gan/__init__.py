"""A GAN that draws the digit asked for: architectures, the judge, and :class:`DigitSampler`, the task object."""

from models.digit_gan.judge import Judge
from models.digit_gan.sampler import DigitSampler

__all__ = ["DigitSampler", "Judge"]
