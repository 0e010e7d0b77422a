"""What is installed: the wheel, in a fresh environment, with its data, its command and its licences."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the checkout as git would hand it out."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = ["--exclude=.git", "--exclude=runs", "--exclude=build", "--exclude=*.egg-info", "--exclude=.venv"]
    source.mkdir()
    archive = subprocess.run(["tar", "-c", *ignore, "."], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=source, input=archive, check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source]
    subprocess.run(command, check=True)
    return next(folder.glob("numgan-*.whl"))


def test_the_wheel_holds_code_data_types_and_licences_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
    sources = {p.relative_to(ROOT).as_posix() for p in (ROOT / "numgan").rglob("*.py")}
    assert sources <= names
    assert "numgan/py.typed" in names
    assert sum(n.startswith("numgan/data/mnist/") and n.endswith("-ubyte.gz") for n in names) == 4
    assert "numgan/data/mnist/LICENSE" in names
    pages = "explorer.html", "drawing.html", "play.html", "layers.js", "page.js", "page.css"
    assert {f"numgan/data/{name}" for name in pages} <= names
    assert {n.split("/")[0] for n in names if ".dist-info" not in n} == {"numgan", "numgan_command.py"}
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra" not in line]
    assert sorted(required) == ["Requires-Dist: matplotlib", "Requires-Dist: numpy>=2.0"]
    assert "Requires-Python: >=3.11" in metadata
    assert "License: MIT AND CC-BY-SA-3.0" in metadata


def test_the_wheel_works_in_an_environment_of_its_own(wheel, tmp_path):
    """Installed beside this environment's NumPy and matplotlib, away from the checkout: data, command, a short run."""
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / "bin" / "python"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = tmp_path / "env" / "lib" / version / "site-packages"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    import numpy

    (packages / "beside.pth").write_text(str(Path(numpy.__file__).parent.parent))
    where = "import numgan; print(numgan.__file__, numgan.load_mnist().train_images.sum())"
    said = subprocess.run([python, "-c", where], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said.startswith(str(packages))
    assert said.endswith(" 1567298545\n")  # the sum of all pixels of the 60,000
    command = [tmp_path / "env" / "bin" / "numgan", "train", "--data", "ring", "--epochs", "1", "--out", "a", "--quiet"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "a" / "checkpoint.npz").exists()
