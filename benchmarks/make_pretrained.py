"""Train the packaged generator and write numgan/data/generator.npz: `python benchmarks/make_pretrained.py`.

The default recipe, seed 0, MNIST's first 50,000 images; float16 of the averaged generator. Another machine or BLAS
gives other last digits, and so another file of the same quality.
"""

import hashlib

from numgan import load_mnist, recipes
from numgan.app.pretrained import GENERATOR_FILE, save_pretrained

SEED = 0


def main():
    images = load_mnist().train_images[:50_000]
    gan = recipes.mnist_mlp(rng=SEED, n_data=len(images))
    for record in gan.steps(images):
        if gan.step_in_epoch == 0:
            print(f"epoch {record.epoch}/{gan.epochs}", flush=True)
    digest = hashlib.sha256(images.tobytes()).hexdigest()
    save_pretrained(GENERATOR_FILE, gan, recipe=gan.recipe, seed=SEED, epochs=gan.epochs, sha256=digest)
    print(f"{GENERATOR_FILE}: {GENERATOR_FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
