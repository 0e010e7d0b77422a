"""The references of judges.py: digit classifiers of PyTorch, of another design and trained otherwise.

Four convolutions 3 x 3 (16, 32, 32 and 64 channels), max pooling, ReLU, and features of 128 values; trained for ten
epochs on MNIST's 60,000 images, each turned by up to 10 degrees, scaled by up to 10 % and moved by up to 2 pixels
for itself, with AdamW and a rate that rises and falls. A training that is stopped goes on after its last epoch.
"""

import math
import time

import numpy as np
import torch
from torch import nn

from numgan import load_mnist

EPOCHS, BATCH_SIZE, LR = 10, 128, 4e-3


def reference(seed: int, folder, remember):
    """A function from uint8 images to features (N, 128), the input of the last layer; trained if need be."""
    torch.set_num_threads(1)
    network = build(seed)
    seconds = train(network, folder / f"reference {seed}.pt")
    data = load_mnist()
    right = outputs(network, data.test_images).argmax(axis=1) == data.test_labels
    parameters = sum(p.numel() for p in network.parameters())
    remember("reference", seed, accuracy=right.mean(), cpu_seconds=seconds, parameters=parameters)
    return lambda images: outputs(network[:-1], images)


def build(seed: int) -> nn.Sequential:
    torch.manual_seed(seed)

    def convolution(n_in, n_out):
        return nn.Conv2d(n_in, n_out, 3, padding=1, bias=False), nn.BatchNorm2d(n_out), nn.ReLU()

    network = nn.Sequential(
        *convolution(1, 16),
        nn.MaxPool2d(2),
        *convolution(16, 32),
        *convolution(32, 32),
        nn.MaxPool2d(2),
        *convolution(32, 64),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(576, 128),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(128, 10),
    )
    return network.to(memory_format=torch.channels_last)


def train(network, kept) -> float:
    """Train it, or what is missing of it after the epochs in this file; return core seconds."""
    data = load_mnist()
    labels = torch.tensor(data.train_labels.astype(np.int64))
    steps = len(labels) // BATCH_SIZE
    optimizer = torch.optim.AdamW(network.parameters(), lr=LR)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=EPOCHS * steps)
    parts, epoch, seconds = (network, optimizer, rate), 0, 0.0
    if kept.exists():
        *states, generator, epoch, seconds = torch.load(kept, weights_only=False)
        torch.set_rng_state(generator)
        for part, state in zip(parts, states, strict=True):
            part.load_state_dict(state)
    network.train()
    start = time.process_time()
    for done in range(epoch + 1, EPOCHS + 1):
        for rows in torch.randperm(len(labels))[: steps * BATCH_SIZE].split(BATCH_SIZE):
            x = moved(pixels(data.train_images[rows.numpy()]))
            loss = nn.functional.cross_entropy(network(x), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
        seconds, start = seconds + time.process_time() - start, time.process_time()
        part_file = kept.with_suffix(".part")
        torch.save([*(part.state_dict() for part in parts), torch.get_rng_state(), done, seconds], part_file)
        part_file.replace(kept)
    return seconds


def moved(x: torch.Tensor) -> torch.Tensor:
    """Each image turned, scaled and moved at random."""
    angle, size = (2 * torch.rand(2, len(x)) - 1) * torch.tensor([[math.pi / 18], [0.1]])
    cos, sin, by = (
        (1 + size) * torch.cos(angle),
        (1 + size) * torch.sin(angle),
        (2 * torch.rand(2, len(x)) - 1) * 2 / 14,
    )
    rows = torch.stack([torch.stack([cos, -sin, by[0]], 1), torch.stack([sin, cos, by[1]], 1)], 1)
    grid = nn.functional.affine_grid(rows, list(x.shape), align_corners=False)
    return nn.functional.grid_sample(x + 1, grid, align_corners=False) - 1  # outside is black, -1


def pixels(images: np.ndarray) -> torch.Tensor:
    """uint8 images to (B, 1, 28, 28) in [-1, 1]."""
    x = torch.from_numpy(images.reshape(-1, 1, 28, 28).astype(np.float32)) / 127.5 - 1
    return x.contiguous(memory_format=torch.channels_last)


def outputs(network, images: np.ndarray) -> np.ndarray:
    network.eval()
    with torch.no_grad():
        return np.concatenate([network(pixels(images[i : i + 500])).numpy() for i in range(0, len(images), 500)])
