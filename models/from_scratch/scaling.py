"""Two ways to bring columns of numbers to one scale, learned on the training rows and undone on the way out."""

import numpy as np


class MinMaxScaler:
    """x' = (x - min) / (max - min) for each column: the training rows fill the interval from 0 to 1.

    A column that never changes becomes 0. What was fitted on the training rows is applied to all others, which may
    leave the interval; fitting on the test rows, too, would tell the network about them.
    """

    def fit(self, rows: np.ndarray) -> "MinMaxScaler":
        """Learn each column's smallest and largest value from ``rows`` (count, columns)."""
        self.minimum, self.maximum = rows.min(axis=0), rows.max(axis=0)
        return self

    def transform(self, rows: np.ndarray) -> np.ndarray:
        """Rows (count, columns) on the new scale."""
        return (rows - _fitted(self, "minimum")) / _not_zero(self.maximum - self.minimum)

    def inverse_transform(self, rows: np.ndarray) -> np.ndarray:
        """Scaled rows on their old scale again."""
        return rows * _not_zero(_fitted(self, "maximum") - self.minimum) + self.minimum


class StandardScaler:
    """The z-score x' = (x - mean) / deviation for each column: mean 0 and standard deviation 1 on the training rows.

    The deviation is the population's (divided by n). A column that never changes becomes 0.
    """

    def fit(self, rows: np.ndarray) -> "StandardScaler":
        """Learn each column's mean and standard deviation from ``rows`` (count, columns)."""
        self.mean, self.deviation = rows.mean(axis=0), rows.std(axis=0)
        return self

    def transform(self, rows: np.ndarray) -> np.ndarray:
        """Rows (count, columns) on the new scale."""
        return (rows - _fitted(self, "mean")) / _not_zero(self.deviation)

    def inverse_transform(self, rows: np.ndarray) -> np.ndarray:
        """Scaled rows on their old scale again."""
        return rows * _not_zero(_fitted(self, "deviation")) + self.mean


def _fitted(scaler: object, name: str) -> np.ndarray:
    if not hasattr(scaler, name):
        raise ValueError("Expected a scaler that was fitted, received one that was not: call fit first.")
    return getattr(scaler, name)


def _not_zero(width: np.ndarray) -> np.ndarray:
    return np.where(width == 0, 1.0, width)
