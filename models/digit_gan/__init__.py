"""A GAN that draws the digit asked for: architectures, the judge, and :class:`DigitSampler`, the task object."""

from typing import TYPE_CHECKING

from models.lazy import lazy

if TYPE_CHECKING:
    from models.digit_gan.judge import Judge
    from models.digit_gan.sampler import DigitSampler

__all__ = ["DigitSampler", "Judge"]
__getattr__ = lazy(__name__, {"DigitSampler": "sampler", "Judge": "judge"})
