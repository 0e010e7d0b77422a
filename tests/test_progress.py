"""Progress on the screen, and what a whole run costs in memory."""

import subprocess
import sys

import pytest
from games import batch_norm_gan, images, real_rows, small_gan

from numgan.app.progress import Bar, Lines, Silence, progress_for


class Tqdm:
    """What numgan uses of tqdm."""

    def __init__(self, *, total, initial, **settings):
        self.total, self.n, self.closed, self.text = total, initial, False, ""

    def update(self):
        self.n += 1

    def set_postfix_str(self, text, refresh):
        self.text = text

    def close(self):
        self.closed = True


def test_the_bar_counts_steps_from_where_the_run_stands():
    gan = small_gan(epochs=3)
    gan.fit(images(), epochs=1)
    with Bar(Tqdm, gan, 8) as bar:
        assert (bar.bar.total, bar.bar.n) == (24, 8)
        for record in gan.steps(images(), epochs=2):
            bar.update(record)
            if gan.step_in_epoch == 0:
                bar.end_of_epoch()
    assert bar.bar.n == 24
    assert bar.bar.closed
    assert "epoch 3 D " in bar.bar.text


def test_quiet_is_silent_and_no_terminal_means_lines(capsys):
    gan = small_gan()
    assert type(progress_for(gan, per_epoch=8, quiet=True)) is Silence
    lines = progress_for(gan, per_epoch=8, quiet=False)
    assert type(lines) is Lines
    for record in gan.steps(images()):
        lines.update(record)
        if gan.step_in_epoch == 0:
            lines.end_of_epoch()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert said[1].startswith("epoch 2/2  D loss ")
    assert said[1].endswith(" images/s  0:00 left")


def test_points_are_not_called_images(capsys):
    gan = batch_norm_gan(epochs=1)
    lines = progress_for(gan, per_epoch=4, quiet=False)
    for record in gan.steps(real_rows(64)):
        lines.update(record)
    lines.end_of_epoch()
    assert capsys.readouterr().out.endswith(" points/s  0:00 left\n")


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_training_mnist_peaks_under_300_mb(tmp_path):
    script = (
        "import sys\nfrom numgan import recipes\nfrom numgan.app import sources, training\n"
        "images = sources.load_data('mnist')\n"
        "gan = recipes.mnist_mlp(rng=0, batch_size=128, epochs=1)\n"
        "run = training.Run(gan, sys.argv[1], data='mnist', seed=0)\n"
        "run.create(images)\n"
        "steps = gan.steps\n"
        "gan.steps = lambda data, **how: (r for r, _ in zip(steps(data, **how), range(40)))\n"
        "run.train(images, quiet=True)\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(int(peak.split()[1]) * 1024 / 1e6)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "run"], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 300
    assert (tmp_path / "run" / "losses.png").exists()
