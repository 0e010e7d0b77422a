"""Do the tests bite? Change the library in one place, run the tests of that place, and see whether they notice.

    python tests/mutants.py --out found.jsonl                   all mutants; what is in the file already is not repeated
    python tests/mutants.py --out found.jsonl --again           those once more that no test had noticed
    python tests/mutants.py --sample 30 --only layers/dense

The checkout is never touched: the package and its tests are copied into a temporary folder, one for each worker, and
every mutant is a process of its own there, forked from this one, which has NumPy and pytest already and no numgan.
docs/do-the-tests-bite.md has what came out of it.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mutant_copies import PATIENCE, Copy, load
from mutations import mutants_of

ROOT = Path(__file__).parent.parent
CHANGE_NOTHING = Path(__file__).parent / "mutants_that_change_nothing.txt"

# The tests of each file or folder, the quickest and nearest first: with -x a mutant costs what stands before its death.
OBJECTIVES = (
    "objectives objectives_by_hand turns ends objectives_beyond_theory objectives_beyond_generator golden defaults "
    "objectives_beyond"
)
MEMBER = "family_by_hand defaults family"
LAYERS = "layers layers_of_d layers_by_hand network penalties shapes averaging gradcheck golden defaults"
IMAGES = "convolution convolutional_games"
COVER = {
    "layers": LAYERS,
    "layers/attention.py": "attention",
    "layers/convolution.py": IMAGES,
    "layers/dropout.py": f"{LAYERS} {IMAGES}",
    "layers/images.py": IMAGES,
    "layers/label_blocks.py": "mixtures",
    "layers/label_planes.py": "label_planes penalties",
    "layers/pack.py": f"{LAYERS} label_planes",
    "layers/patches.py": IMAGES,
    "layers/resize.py": IMAGES,
    "layers/skip.py": "skip",
    "layers/spectral.py": f"{LAYERS} {IMAGES}",
    "objectives": OBJECTIVES,
    "objectives/losses.py": "losses objectives evaluation_classifier family",
    "penalties": "penalties turns defaults",
    "dirac.py": "dirac",
    "optimizers.py": "optimizers golden defaults",
    "averaging.py": "averaging golden",
    "noise.py": "noise golden",
    "datasets/holes.py": "pairs",
    "datasets/pairs.py": "pairs",
    "datasets/pyramid.py": "pyramid",
    "datasets/strokes.py": "pairs",
    "files/export.py": "export",
    "functions.py": "functions objectives half_labelled evaluation_classifier",
    "turns.py": "turns gan golden layers_of_d penalties bad_games family_by_hand family objectives",
    "family": MEMBER,
    "family/aae.py": f"encoders {MEMBER}",
    "family/began.py": f"energies {MEMBER}",
    "family/ebgan.py": f"energies {MEMBER}",
    "family/energy.py": f"energies {MEMBER}",
    "family/gaussian_code.py": f"encoders {MEMBER}",
    "family/inversion.py": "inversion defaults",
    "family/bigan.py": f"encoders {MEMBER}",
    "family/latent_regressor.py": f"encoders {MEMBER}",
    "family/mdgan.py": f"encoders {MEMBER}",
    "family/vae.py": f"evaluation_encoders {MEMBER}",
    "family/coarse_to_fine.py": "lapgan family",
    "family/lapgan.py": f"lapgan {MEMBER}",
    "family/mgan.py": f"mixtures {MEMBER}",
    "family/adagan.py": "mixtures",
    "family/vae_gan.py": f"encoders {MEMBER}",
    "family/veegan.py": f"encoders {MEMBER}",
    "family/acgan.py": f"acgan {MEMBER} defaults",
    "family/diffusion.py": "diffusion family defaults",
    "family/drifting.py": "drifting family defaults",
    "family/ends.py": "ends",
    "family/catgan.py": f"half_labelled {MEMBER}",
    "family/half_labelled.py": f"half_labelled {MEMBER}",
    "family/sgan.py": f"half_labelled {MEMBER}",
    "family/infogan.py": f"noise {MEMBER}",
    "family/pix2pix.py": f"pix2pix {MEMBER}",
    "family/completion.py": "completion defaults",
    "family/context_encoder.py": f"context_encoder {MEMBER}",
    "family/srgan.py": f"srgan {MEMBER}",
    "family/pixelda.py": f"pixelda {MEMBER}",
    "family/unrolled.py": "unrolled family defaults",
    "family/gan.py": f"gan golden game_set_up bad_games penalties objectives {MEMBER}",
    "family/cgan.py": f"acgan conditional conditional_use noise {MEMBER}",
    "clinic": "clinic",
    "evaluation/anomalies.py": "anomalies defaults",
    "evaluation/assignment.py": "assignment",
    "evaluation/categories.py": "assignment",
    "evaluation/coverage.py": "evaluation",
    "evaluation/density_coverage.py": "evaluation_after_2018 defaults",
    "evaluation/divergence.py": "evaluation",
    "evaluation/encoders.py": "evaluation_encoders",
    "evaluation/frechet.py": "evaluation_features",
    "evaluation/frechet_line.py": "evaluation_after_2018 defaults",
    "evaluation/kernel_distance.py": "evaluation_after_2018 defaults",
    "evaluation/neighbours.py": "evaluation_pixels evaluation_encoders defaults",
    "evaluation/parzen.py": "evaluation_pixels defaults",
    "evaluation/precision_recall.py": "evaluation_features defaults",
    "evaluation/psnr.py": "psnr",
    "evaluation/ranking.py": "anomalies",
    "evaluation/rows.py": "evaluation_pixels evaluation_features evaluation",
    "evaluation/scores.py": "evaluation",
    "evaluation/stacked.py": "evaluation_after_2018",
    "exercises/milestones": "milestones",
}
# Of tests/test_family.py, which plays all games, those that have these words in their names.
WORDS = {
    "family/acgan.py": "acgan",
    "family/autoencoder.py": "autoencoder or vae or bigan or cyclegan",
    "family/bigan.py": "bigan",
    "family/catgan.py": "catgan",
    "family/cgan.py": "cgan or conditional",
    "family/cogan.py": "cogan",
    "family/cyclegan.py": "cyclegan or translators or unpaired",
    "family/diffusion.py": "diffusion",
    "family/drifting.py": "drifting",
    "family/feature_matching.py": "feature",
    "family/half_labelled.py": "sgan or catgan",
    "family/infogan.py": "infogan",
    "family/coarse_to_fine.py": "lapgan",
    "family/lapgan.py": "lapgan",
    "family/pix2pix.py": "pix2pix",
    "family/pixelda.py": "pixelda",
    "family/sgan.py": "sgan",
    "family/shared_fakes.py": "shared_fakes",
    "family/two_sets.py": "cyclegan or unpaired or cogan",
    "family/context_encoder.py": "context_encoder",
    "family/srgan.py": "srgan",
    "family/unrolled.py": "unrolled",
    "family/vae.py": "vae or bound",
}


class Key(NamedTuple):
    """What a mutant is called: no line numbers, so that it keeps its name while lines move."""

    file: str
    where: str
    before: str
    after: str

    def __str__(self):
        return f"{self.file} {self.where}\n- {self.before}\n+ {self.after}"


class Outcome(NamedTuple):
    key: Key
    caught: bool
    by: str  # the test, or "time"
    seconds: float


def sources() -> list[str]:
    """The files that are mutated, as paths below numgan/."""
    house = ROOT / "numgan"
    files = [p for name in COVER for p in ([house / name] if name.endswith(".py") else (house / name).glob("*.py"))]
    return sorted({p.relative_to(house).as_posix() for p in files if p.name != "__init__.py"})


def tests_of(file: str) -> list[str]:
    """The test files that cover a source file."""
    places = [file, *(folder.as_posix() for folder in PurePosixPath(file).parents)]
    return [f"tests/test_{name}.py" for name in next(COVER[place] for place in places if place in COVER).split()]


def words_of(file: str) -> list[str]:
    """What pytest is told about their tests."""
    return ["-k", f"{WORDS[file]} or hand or default or noise or wrong or refused"] if file in WORDS else []


def all_mutants(only: str = "") -> dict[Key, str]:
    """Each mutant's name, and the text of its file."""
    return {
        Key(file, *mutant[:3]): mutant.source
        for file in sources()
        if file.startswith(only)
        for mutant in mutants_of((ROOT / "numgan" / file).read_text(encoding="utf-8"))
    }


def sample(keys: Iterable[Key], n: int, seed: int = 0) -> list[Key]:
    """n of them by lot. Each draws its own, so that a new line of code changes little of the sample."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed} {key}".encode()).digest())[:n]


def change_nothing() -> dict[Key, str]:
    """The mutants that were looked at and change no result, each with the reason why."""
    found = {}
    for entry in CHANGE_NOTHING.read_text(encoding="utf-8").split("\n\n"):
        if entry.startswith("#") or not entry.strip():
            continue
        (place, *lines), before, reason = entry.strip().splitlines(), "", ""
        file, _, where = place.partition(" ")
        keys = []
        for line in lines:
            if line.startswith("- "):
                before = line[2:]
            elif line.startswith("+ "):
                keys.append(Key(file, where, before, line[2:]))
            else:
                reason += line.strip() + " "
        found |= dict.fromkeys(keys, reason.strip())
    return found


def run(mutants: dict[Key, str], *, workers: int = 2) -> Iterator[Outcome]:
    """What becomes of each mutant, as it is found. Raises RuntimeError if the tests do not pass without one."""
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder) / "nothing")
        first = Copy(Path(folder).resolve() / "0", ROOT, "__pycache__")
        tests = {test for key in mutants for test in tests_of(key.file)}
        first.start(sorted(tests), seconds=PATIENCE, compiled=True)
        while (end := first.ended()) is None:
            time.sleep(0.1)
        if end[0] != 0:
            raise RuntimeError(f"without a mutant the tests do not pass:\n{end[1]}")
        idle = [first, *(Copy(first.folder.parent / str(i), first.folder) for i in range(1, workers))]
        busy, waiting = [], list(mutants)
        while waiting or busy:
            while waiting and idle:
                busy.append(idle.pop())
                key = waiting.pop(0)
                busy[-1].mutate(key, mutants[key], tests_of(key.file) + words_of(key.file))
            for copy in list(busy):
                if (found := copy.outcome()) is not None:
                    busy.remove(copy)
                    idle.append(copy)
                    yield Outcome(*found)
            time.sleep(0.01)


def read(file: Path) -> dict[Key, Outcome]:
    """What was found before; of a mutant that was run twice, the last."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = (json.loads(line) for line in lines)
    return {outcome.key: outcome for outcome in (Outcome(Key(*key), *rest) for key, *rest in found)}


def main(arguments=None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"), help="a line for each mutant is added here")
    parser.add_argument("--only", default="", help="files whose path below numgan/ starts so")
    parser.add_argument("--sample", type=int, help="so many by lot (default: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="those that survived, once more")
    a = parser.parse_args(arguments)
    mutants, before, same = all_mutants(a.only), read(a.out), change_nothing()
    chosen = sample(mutants, a.sample or len(mutants), a.seed)
    todo = [k for k in chosen if k not in before or (a.again and not before[k].caught and k not in same)]
    with a.out.open("a", encoding="utf-8") as file:
        for found in run({key: mutants[key] for key in todo}, workers=a.workers):
            file.write(json.dumps(found) + "\n")
            file.flush()
            before[found.key] = found
    survivors = [k for k in chosen if not before[k].caught]
    for key in sorted({*survivors} - {*same}):
        print(f"{key}\n")
    known = len({*survivors} & {*same})
    print(f"{len(chosen)} mutants: {len(chosen) - len(survivors)} caught, {known} change nothing, ", end="")
    print(f"{len(survivors) - known} not noticed")


if __name__ == "__main__":
    main()
