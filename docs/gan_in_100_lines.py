"""A whole GAN on one page: algorithm 1 of Goodfellow et al. 2014, in NumPy alone.

The data are eight small clusters on a circle. A generator G turns latents z into points. A discriminator D gives a
point x a number, the logit l; D(x) = sigmoid(l) is its belief that x is real. D ascends and G descends the value

    V(D, G) = mean of log D(x) over real x + mean of log(1 - D(G(z))) over latents z                       (eq. 1)

In code dy is the gradient of a loss with respect to y; B rows make a minibatch. Run this file: it takes seconds, and on
ten seeds of ten it found all clusters. Then try beta1 = 0.9, one hidden layer in G, two steps of G for each step of D.
"""

import numpy as np

B, STEPS, LR, SLOPE, STD = 64, 4000, 2e-3, 0.2, 0.05
ANGLES = 2 * np.pi * np.arange(8) / 8
CENTERS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)  # (8, 2)


def sigmoid(x):  # 1 / (1 + exp(-x)), but exp never sees a positive number and cannot overflow
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x):  # log(1 + exp(x)), whose slope is sigmoid(x): log D = -softplus(-l), log(1 - D) = -softplus(l)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


class Player:  # a network that moves: dense layers, LeakyReLU between them, and Adam
    def __init__(self, shapes, rng):
        self.params = []  # W, b, W, b, ...
        for n_in, n_out in shapes:
            a = np.sqrt(6 / (n_in + n_out))  # W ~ U(-a, a), Glorot & Bengio 2010, eq. 16
            self.params += [rng.uniform(-a, a, (n_in, n_out)), np.zeros(n_out)]
        self.m, self.v = ([np.zeros_like(p) for p in self.params] for _ in range(2))
        self.t = 0

    def forward(self, x):  # (B, n_in) -> (B, n_out), and what each dense layer was given: all that backward needs
        cache = []
        for i in range(0, len(self.params), 2):
            if i > 0:
                x = np.maximum(x, SLOPE * x)  # LeakyReLU: x where x > 0, SLOPE x elsewhere
            cache.append(x)
            x = x @ self.params[i] + self.params[i + 1]  # dense: y = x W + b
        return x, cache

    def backward(self, dy, cache):  # the chain rule, last layer first: dx, and the gradients dW, db, dW, db, ...
        grads = []
        for i in reversed(range(0, len(self.params), 2)):
            x = cache[i // 2]
            grads = [x.T @ dy, dy.sum(axis=0), *grads]  # dW = x^T dy, db = sum of the rows of dy
            dy = dy @ self.params[i].T  # dx = dy W^T, the dy of what comes before
            if i > 0:
                dy = dy * np.where(x > 0, 1, SLOPE)  # LeakyReLU: dx = dy where x > 0, SLOPE dy elsewhere
        return dy, grads

    def move(self, grads, lr, beta1=0.0, beta2=0.999, eps=1e-8):  # Adam: Kingma & Ba 2015, algorithm 1
        self.t += 1
        for p, g, m, v in zip(self.params, grads, self.m, self.v, strict=True):
            m[...] = beta1 * m + (1 - beta1) * g  # beta1 = 0: momentum makes the players circle
            v[...] = beta2 * v + (1 - beta2) * g**2
            mhat, vhat = m / (1 - beta1**self.t), v / (1 - beta2**self.t)  # because m and v began at 0
            p -= lr * mhat / (np.sqrt(vhat) + eps)


def judge(D, real, fake):  # D's turn: its loss is -V, eq. 1; returns it, and the gradients for D
    logits, cache = D.forward(np.concatenate([real, fake]))
    r, f = np.split(logits, [len(real)])
    loss = softplus(-r).mean() + softplus(f).mean()  # -mean log D(x) - mean log(1 - D(G(z)))
    dlogits = np.concatenate([-sigmoid(-r) / len(r), sigmoid(f) / len(f)])
    return loss, D.backward(dlogits, cache)[1]


def fool(G, D, z):  # G's turn: its loss, and the gradients for G, which come back through D
    fake, g_cache = G.forward(z)
    f, d_cache = D.forward(fake)
    loss = softplus(-f).mean()  # -mean log D(G(z)), section 3: V's own slope vanishes where D is sure
    dfake, _ = D.backward(-sigmoid(-f) / len(f), d_cache)  # _ : D has gradients too, and does not move by them
    return loss, G.backward(dfake, g_cache)[1]


def train(seed, steps=STEPS):  # algorithm 1, with k = 1 step of D for each step of G
    rng = np.random.default_rng(seed)
    G, D = Player([(2, 64), (64, 64), (64, 64), (64, 2)], rng), Player([(2, 64), (64, 64), (64, 1)], rng)
    for step in range(steps):
        lr = LR * (1 - step / steps)  # falls to 0, so that the players come to rest
        real = CENTERS[rng.integers(8, size=B)] + STD * rng.standard_normal((B, 2))
        fake, _ = G.forward(rng.standard_normal((B, 2)))  # z ~ N(0, 1)
        d_loss, grads = judge(D, real, fake)
        D.move(grads, lr)
        g_loss, grads = fool(G, D, rng.standard_normal((B, 2)))
        G.move(grads, lr)
        if step % 500 == 0:  # where D cannot tell real from fake, D(x) = 1/2: the losses are log 4 and log 2
            print(f"step {step}: loss of D {d_loss:.2f} (log 4 = 1.39), loss of G {g_loss:.2f} (log 2 = 0.69)")
    return G


if __name__ == "__main__":
    points, _ = train(seed=0).forward(np.random.default_rng(1).standard_normal((2500, 2)))
    distances = np.linalg.norm(points[:, None] - CENTERS, axis=2)  # (2500, 8)
    good = distances.min(axis=1) <= 3 * STD
    print(f"{len(set(distances[good].argmin(axis=1)))} of 8 modes; {good.mean():.1%} of the points within 3 sigma")
