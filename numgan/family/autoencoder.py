"""Not a game: a network that must reproduce its input from a short code."""

import numpy as np

from ..checks import check_kind, check_range
from ..functions import sigmoid
from ..game import Game
from ..objectives.losses import bernoulli
from ..player import Player
from ..sampled import COLUMNS
from .ends import check_ends_in_logits


class Autoencoder(Game):
    """Encoder and decoder, which descend one loss together: minus the log-likelihood of the pixels, given their code.

    Parameters
    ----------
    encoder : Player, (B, n) to (B, m)
    decoder : Player, (B, m) to (B, n): logits of pixels in [0, 1], no sigmoid at its end
    settings : as for `Game`, with data_range (0, 1).

    It has no prior. A code to which no row is encoded may decode to anything, so there is nothing to sample (see
    `VAE`).
    Source: Goodfellow, Bengio & Courville 2016, section 14.1.
    """

    sampled = None

    encoder: Player
    decoder: Player

    def __init__(self, encoder: Player, decoder: Player, *, data_range=(0, 1), **settings):
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        self.decoder = check_kind("decoder", decoder, Player, "a Player")
        check_there_and_back(encoder, decoder, columns=1)
        check_ends_in_logits("decoder", decoder)
        check_unit_range(data_range)
        super().__init__(data_range=data_range, **settings)

    def play(self, real):
        """Both descend the cross entropy of pixels and their reconstruction, in nats per row."""
        code, e_cache = self.encoder.forward(real)
        logits, d_cache = self.decoder.forward(code)
        loss, dlogits = bernoulli(logits, real)
        self.encoder.backward(self.decoder.backward(dlogits, d_cache), e_cache, inputs=False)
        norm = self.move(encoder=loss, decoder=loss)
        return {"loss": loss, "grad_norm": norm}

    def encode(self, x: np.ndarray) -> np.ndarray:
        """The code of scaled rows, as at inference: (B, n) to (B, m)."""
        return self.encoder(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """What the decoder makes of the code of scaled rows, as at inference: (B, n) to (B, n), in [0, 1]."""
        return sigmoid(self.decoder(self.encode(x)))

    def show(self, rng, *data):
        return beside(self, data[0])

    def _given(self):
        return self.decoder.n_out


def beside(game, data: np.ndarray, lines: int = 5) -> np.ndarray:
    """Rows of data, ten at a time, each above what the game makes of them: (2 lines, 10, width)."""
    x = first_rows(game, data, lines)
    return in_lines(x, game.reconstruct(x))


def in_lines(*sets: np.ndarray) -> np.ndarray:
    """Sets of rows, (10 k, width) each, in lines of ten: row i of each set above row i of the next one."""
    lines = np.stack([rows.reshape(-1, COLUMNS, rows.shape[1]) for rows in sets], axis=1)
    return lines.reshape(-1, *lines.shape[2:])


def samples_and_pairs(game, rng, *data: np.ndarray) -> np.ndarray:
    """Five lines of ten samples; below them, where there is data, three lines of it, each above its reconstruction."""
    samples = game.sample(COLUMNS**2 // 2, rng=rng).reshape(-1, COLUMNS, game.width)
    return np.concatenate([samples, beside(game, data[0], lines=3)]) if data else samples


def first_rows(game, data: np.ndarray, lines: int) -> np.ndarray:
    """The first rows of data, scaled: so many lines of ten rows, or fewer if there are not enough rows.

    Fewer than ten rows are repeated until they fill one line.
    """
    lines = max(1, min(lines, len(data) // COLUMNS))
    return game.scale(data[np.arange(COLUMNS * lines) % len(data)])


def check_there_and_back(encoder: Player, decoder: Player, *, columns: int) -> None:
    """Raise ValueError unless the encoder is n to columns * m, where the decoder is m to n."""
    if encoder.rows != 1 or decoder.rows != 1:
        raise ValueError("encoder and decoder must give one row for each; Pack is a layer of a discriminator")
    wanted = decoder.n_out, columns * decoder.n_in
    if (encoder.n_in, encoder.n_out) != wanted:
        raise ValueError(
            f"the decoder is {decoder.n_in} to {decoder.n_out}, so the encoder must be {wanted[0]} to {wanted[1]}, "
            f"got {encoder.n_in} to {encoder.n_out}"
        )


def check_unit_range(data_range) -> None:
    """Raise ValueError unless pixels lie in [0, 1], as probabilities do."""
    if data_range is None or check_range("data_range", data_range) != (0, 1):
        raise ValueError(f"pixels are probabilities to this likelihood: data_range must be (0, 1), got {data_range!r}")
