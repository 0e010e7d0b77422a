"""MNIST and its digests, IDX and NumPy files good and damaged, toys, scaling, order."""

import gzip
import hashlib
import inspect
import struct
import zipfile

import numpy as np
import pytest

from numgan import load_idx, load_images, load_mnist
from numgan.datasets import (
    MNIST_FOLDER,
    around,
    check_data,
    epoch_order,
    gaussian_1d,
    grid,
    grid_centers,
    read_idx,
    ring,
    ring_centers,
    scale,
    two_moons,
    unscale,
)

DIGESTS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_mnist_is_the_original(name):
    content = gzip.decompress((MNIST_FOLDER / f"{name}.gz").read_bytes())
    assert hashlib.sha256(content).hexdigest() == DIGESTS[name]


def test_load_mnist_shapes_types_and_ranges():
    data = load_mnist()
    assert [a.shape for a in data] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert {a.dtype for a in data} == {np.dtype(np.uint8)}
    assert data.train_images.max() == 255
    np.testing.assert_array_equal(np.unique(data.test_labels), np.arange(10))
    assert data.train_labels[:5].tolist() == [5, 0, 4, 1, 9]


def write_idx(path, array, *, magic=None):
    content = (magic or bytes([0, 0, 8, array.ndim])) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    for part, n, suffix in (("train", 7, ".gz"), ("t10k", 3, "")):
        write_idx(tmp_path / f"{part}-images-idx3-ubyte{suffix}", rng.integers(0, 256, (n, 5, 4)).astype(np.uint8))
        write_idx(tmp_path / f"{part}-labels-idx1-ubyte{suffix}", np.arange(n, dtype=np.uint8))
    return tmp_path


def test_load_idx_reads_plain_and_gzipped_files_of_any_image_size(folder):
    data = load_idx(folder)
    assert [a.shape for a in data] == [(7, 5, 4), (7,), (3, 5, 4), (3,)]
    np.testing.assert_array_equal(data.train_images, np.random.default_rng(0).integers(0, 256, (7, 5, 4)))
    np.testing.assert_array_equal(load_images(folder), data.train_images)


def test_missing_files_are_named(folder):
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match=r"holds neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz"):
        load_idx(folder)
    with pytest.raises(FileNotFoundError, match="no folder"):
        load_idx(folder / "absent")
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        load_images(folder / "absent.npz")


def test_images_and_labels_must_be_as_many(folder):
    write_idx(folder / "t10k-labels-idx1-ubyte", np.arange(4, dtype=np.uint8))
    with pytest.raises(ValueError, match="3 t10k images but 4 t10k labels"):
        load_idx(folder)


def test_damaged_idx_files_are_named(tmp_path):
    images = np.zeros((2, 3, 3), np.uint8)
    path = tmp_path / "a.gz"
    write_idx(path, images)
    good = path.read_bytes()
    path.write_bytes(good[:-9])
    with pytest.raises(ValueError, match=r"a.gz is damaged: it does not unpack"):
        read_idx(path, 3)
    path.write_bytes(good[:12] + bytes([good[12] ^ 255]) + good[13:])
    with pytest.raises(ValueError, match="is damaged: it does not unpack"):
        read_idx(path, 3)
    path.write_bytes(b"plain")
    with pytest.raises(ValueError, match="no IDX file of uint8 with 3 axes: it begins with 706c6169"):
        read_idx(path, 3)
    write_idx(path, images, magic=bytes([0, 0, 13, 3]))
    with pytest.raises(ValueError, match="begins with 00000d03 and not 00000803"):
        read_idx(path, 3)
    plain = tmp_path / "plain"
    plain.write_bytes(bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 3, 3) + bytes(17))
    with pytest.raises(ValueError, match=r"shape \(2, 3, 3\) needs 18 bytes, and it holds 17"):
        read_idx(plain, 3)
    plain.write_bytes(bytes([0, 0, 8, 3]) + bytes(5))
    with pytest.raises(ValueError, match="ends within its header of 16 bytes"):
        read_idx(plain, 3)
    plain.write_bytes(bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 3, 3) + bytes(19))
    with pytest.raises(ValueError, match="needs 18 bytes, and it holds more"):
        read_idx(plain, 3)
    huge = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2**32 - 1, 2**32 - 1, 2**32 - 1) + bytes(18)
    for file, content in ((plain, huge), (path, gzip.compress(huge))):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r"asks for .*, and it holds 34 in all|would unpack from .* no real data"):
            read_idx(file, 3)


def test_npy_and_npz_of_any_image_size(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (4, 6, 5)).astype(np.uint8)
    np.save(tmp_path / "a.npy", images)
    np.savez(tmp_path / "one.npz", whatever=images)
    np.savez_compressed(tmp_path / "named.npz", images=images, labels=np.arange(4))
    np.save(tmp_path / "floats.npy", images / 255)
    for name in ("a.npy", "one.npz", "named.npz", "floats.npy"):
        loaded = load_images(tmp_path / name)
        assert loaded.dtype == np.uint8
        np.testing.assert_array_equal(loaded, images)
    colour = np.zeros((2, 3, 3, 3), np.uint8)
    np.save(tmp_path / "colour.npy", colour)
    assert load_images(tmp_path / "colour.npy").shape == colour.shape


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((4, 9), np.uint8), r"images of shape \(N, height, width\[, 3\]\), N >= 1, got \(4, 9\)"),
        (np.zeros((0, 3, 3), np.uint8), "N >= 1"),
        (np.zeros((2, 3, 3), np.complex64), r"must hold uint8, or floats in \[0, 1\], got complex64"),
        (np.full((2, 3, 3), 7.0), r"floats in \[0, 1\], got values from 7 to 7"),
        (np.full((2, 3, 3), np.nan), r"bad.npy must be finite, but 18 values are not; the first is nan at \(0, 0, 0\)"),
        (np.array([{}], object), r"cannot be read as images: it holds Python objects \(a pickle\), which are not read"),
    ],
)
def test_unsuitable_arrays_are_named(tmp_path, array, message):
    np.save(tmp_path / "bad.npy", array)
    with pytest.raises(ValueError, match=message):
        load_images(tmp_path / "bad.npy")


def test_unreadable_numpy_files_are_named(tmp_path):
    np.savez(tmp_path / "two.npz", a=np.zeros(1), b=np.zeros(1))
    with pytest.raises(ValueError, match=r"several arrays \(a, b\) and none is called images"):
        load_images(tmp_path / "two.npz")
    np.savez(tmp_path / "empty.npz")
    for name, content in (("x.npz", b"PK\x03\x04broken"), ("x.npy", b""), ("y.npz", b"text")):
        (tmp_path / name).write_bytes(content)
    for name in ("x.npz", "x.npy", "y.npz", "empty.npz"):
        with pytest.raises(ValueError, match=f"{name} cannot be read as images"):
            load_images(tmp_path / name)
    (tmp_path / "x.jpg").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "text.npz", "w") as archive:
        archive.writestr("images", "text")
    with pytest.raises(ValueError, match="images is no array"):
        load_images(tmp_path / "text.npz")
    with pytest.raises(ValueError, match="it holds no array"):
        load_images(tmp_path / "empty.npz")
    np.savez_compressed(tmp_path / "z.npz", images=np.zeros((9, 9, 9), np.uint8))
    content = bytearray((tmp_path / "z.npz").read_bytes())
    content[60:70] = bytes(10)
    (tmp_path / "z.npz").write_bytes(content)
    with pytest.raises(ValueError, match="cannot be read as images"):
        load_images(tmp_path / "z.npz")
    with pytest.raises(
        ValueError, match=r"must be a folder of IDX files or of PNG or JPEG files, .* or a \.csv of points"
    ):
        load_images(tmp_path / "x.jpg")


def test_ring_has_eight_modes_and_not_seven():
    centers = ring_centers()
    distances = np.linalg.norm(centers[:, None] - centers, axis=2)[~np.eye(8, dtype=bool)]
    np.testing.assert_allclose(np.linalg.norm(centers, axis=1), 1)
    assert distances.min() == pytest.approx(2 * np.sin(np.pi / 8))


def test_grid_is_pacgans():
    assert sorted(map(tuple, grid_centers().tolist())) == [(x, y) for x in range(-4, 5, 2) for y in range(-4, 5, 2)]


@pytest.mark.parametrize(("draw", "centers", "std"), [(ring, ring_centers(), 0.01), (grid, grid_centers(), 0.05)])
def test_points_lie_around_all_centres_alike(draw, centers, std):
    points = draw(20_000, rng=0)
    distances = np.linalg.norm(points[:, None] - centers, axis=2)
    counts = np.bincount(distances.argmin(axis=1), minlength=len(centers))
    expected = len(points) / len(centers)
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)
    assert (distances.min(axis=1) ** 2).mean() == pytest.approx(2 * std**2, rel=0.05)
    assert (distances.min(axis=1) < 3 * std).mean() == pytest.approx(1 - np.exp(-4.5), abs=0.004)


def test_points_lie_around_centres_of_ones_own():
    centers = np.array([[0, 0], [3, 4], [-2, 1]])
    points = around(centers, 3_000, rng=0, std=0.1)
    nearest = np.linalg.norm(points[:, None] - centers, axis=2).argmin(axis=1)
    assert np.abs(np.bincount(nearest) - 1_000).max() < 130  # 5 standard deviations of each count
    for k, center in enumerate(centers):
        np.testing.assert_allclose(points[nearest == k].mean(axis=0), center, atol=0.02)
        np.testing.assert_allclose(points[nearest == k].std(axis=0), 0.1, rtol=0.12)
    for wrong in (np.zeros((0, 2)), np.zeros(2), np.zeros((3, 1))):
        with pytest.raises(ValueError, match=r"centers must be points of the plane, \(K, 2\), at least one, got shape"):
            around(wrong, 5)
    with pytest.raises(ValueError, match="centers must be finite"):
        around([[0.0, np.nan]], 5)
    with pytest.raises(TypeError, match="centers must be points of the plane"):
        around("no", 5)


def test_gaussian_1d_and_two_moons():
    x = gaussian_1d(20_000, rng=0, mean=-1.0, std=0.25)
    assert x.shape == (20_000, 1)
    assert x.mean() == pytest.approx(-1, abs=0.01)
    assert x.std() == pytest.approx(0.25, rel=0.03)
    moons = two_moons(20_000, rng=0, std=0.0)
    upper, lower = moons - [-0.5, -0.25], moons - [0.5, 0.25]
    on_circle = np.isclose(np.linalg.norm(upper, axis=1), 1) | np.isclose(np.linalg.norm(lower, axis=1), 1)
    assert on_circle.all()
    np.testing.assert_allclose(moons.mean(axis=0), 0, atol=0.03)


@pytest.mark.parametrize("draw", [ring, grid, gaussian_1d, two_moons])
def test_toys_follow_their_rng_and_refuse_bad_counts(draw):
    np.testing.assert_array_equal(draw(5, rng=3), draw(5, rng=3))
    assert (draw(5, rng=3) != draw(5, rng=4)).any()
    with pytest.raises(ValueError, match="n must be a whole number, at least 1, got 0"):
        draw(0)
    with pytest.raises(ValueError, match="std must be at least 0"):
        draw(5, std=-1)
    for name in {"radius", "spacing", "mean"} & {*inspect.signature(draw).parameters}:
        with pytest.raises(ValueError, match=f"{name} must be a finite number, got nan"):
            draw(5, **{name: float("nan")})


@pytest.mark.parametrize("data_range", [(-1, 1), (0, 1), (2, 5)])
def test_scale_by_hand_and_back(data_range):
    images = np.arange(256, dtype=np.uint8).reshape(4, 8, 8)
    rows = scale(images, data_range, np.float32)
    assert rows.shape == (4, 64)
    assert rows.dtype == np.float32
    assert (rows.min(), rows.max()) == pytest.approx(data_range)
    assert rows[1, 37] == pytest.approx(data_range[0] + (data_range[1] - data_range[0]) * 101 / 255, rel=1e-6)
    np.testing.assert_array_equal(unscale(rows, data_range, (8, 8)), images)


def test_unscale_clips():
    np.testing.assert_array_equal(unscale(np.array([[-9.0, 9.0]]), (-1, 1), (1, 2)), [[[0, 255]]])


def test_an_epochs_order_is_a_permutation_of_seed_and_number():
    order = epoch_order(100, 5, 0)
    np.testing.assert_array_equal(np.sort(order), np.arange(100))
    np.testing.assert_array_equal(order, epoch_order(100, 5, 0))
    assert (order != epoch_order(100, 5, 1)).any()
    assert (order != epoch_order(100, 6, 0)).any()


@pytest.mark.parametrize(
    ("data", "data_range", "error", "message"),
    [
        (np.zeros((5, 3), np.float32), (-1, 1), ValueError, r"rows of 4 values each, .* got shape \(5, 3\)"),
        (np.zeros(4, np.float32), (-1, 1), ValueError, r"got shape \(4,\)"),
        (np.zeros((1, 4), np.float32), (-1, 1), ValueError, "at least 2 rows, those of one step, got 1"),
        (np.zeros((0, 4), np.float32), (-1, 1), ValueError, "at least 2 rows, those of one step, got 0"),
        (
            np.zeros((5, 4), np.int32),
            (-1, 1),
            TypeError,
            r"got int32; whole numbers 0 ... 255: data.astype\(np.uint8\)",
        ),
        (np.zeros((5, 4), bool), (-1, 1), TypeError, r"got bool; black and white: 255 \* data.astype\(np.uint8\)"),
        (np.zeros((5, 4), object), (-1, 1), TypeError, "object$"),
        (
            np.full((5, 4), np.nan),
            (-1, 1),
            ValueError,
            r"data must be finite, but 20 values .* first is nan at \(0, 0\)",
        ),
        (np.full((5, 4), 255.0), (-1, 1), ValueError, r"lie in data_range \(-1, 1\), got values from 255 to 255"),
        (np.zeros((5, 4), np.uint8), None, TypeError, r"data_range is None: pass floats, or set data_range"),
    ],
)
def test_unsuitable_data_is_named(data, data_range, error, message):
    with pytest.raises(error, match=message):
        check_data(data, 4, data_range, least=2)
