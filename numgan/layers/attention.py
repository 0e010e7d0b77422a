"""Self-attention: each pixel looks at all pixels of its image, and not only at those near it."""

import numpy as np

from ..checks import check_count, check_kind
from .images import ImageLayer
from .initializers import Initializer, XavierUniform


class SelfAttention(ImageLayer):
    """Add to each pixel a mean over all pixels of its image, in which those that it finds important weigh more.

    With the N = H W pixels of one image as the rows of x:
    Forward     f = x Wf,  g = x Wg                             (N, n) (n, inner)
                h = x Wh                                        (N, n) (n, n)
                s = g f^T                                       (N, N): what pixel j asks for, and pixel i offers
                A = softmax of each row of s                    row j: the weights of all pixels i for pixel j
                o = A h                                         their mean
                y = x + gamma o
    Backward    dgamma = sum of dy o                            over all images, too
                do = gamma dy
                dA = do h^T
                dh = A^T do
                ds = A (dA - (the sum of each row of dA A))     softmax: A_ji moves with s_ji, and all A_jk against it
                dg = ds f
                df = ds^T g
                dWf = x^T df,  dWg = x^T dg,  dWh = x^T dh      sums over images
                dx = dy + df Wf^T + dg Wg^T + dh Wh^T

    A convolution connects pixels that share a window; two ends of a stroke that must fit together meet only after
    several layers. Here they meet at once, however far apart. f, g and h are 1 x 1 convolutions, so the layer does not
    know where a pixel is: moved to other places, the same pixels give the same values, moved likewise.

    gamma starts at 0, and then y = x: the network first learns what is near, and takes in what is far as gamma grows.
    In the first step gamma alone has a gradient. (If Wh were 0 too, there would be none at all, for ever.)

    Shapes: x, y (B, H, W, n); Wf, Wg (n, inner), Wh (n, n), gamma (1,). In today's words f are keys, g queries and h
    values. Memory and time: A has N^2 numbers for each image, in float32 .15 MB for 14 x 14 pixels and 2.5 MB for
    28 x 28, and the passes use a few arrays of its size.

    There is no `double_backward`: y is not linear in x on either side of a kink, and a penalty on the slope refuses it.

    Parameters
    ----------
    n : int
        Channels.
    inner : int or None
        Channels of f and g. Default: n / 8 as in the paper, rounded down, and at least 1.
    init : Initializer
        Draws Wf, Wg and Wh.

    Source: Zhang et al. 2019, Self-Attention Generative Adversarial Networks (f, g, h, gamma, n / 8).
    Deviates from it: there h has n / 8 channels too, and a further matrix v brings o back to n. The two together are a
    Wh of rank n / 8; here Wh is free, as in heykeetae/Self-Attention-GAN. No spectral norm in this layer. The authors'
    code (brain-research/self-attention-gan, non_local.py) has that, and shrinks f and h by maxima over 2 x 2 pixels.
    """

    def __init__(self, n: int, *, inner: int | None = None, init: Initializer = XavierUniform()):
        self.n = self.n_in = self.n_out = check_count("n", n)
        self.inner = None if inner is None else check_count("inner", inner)
        self.init = check_kind("init", init, Initializer, "an Initializer such as XavierUniform()")
        narrow = self.inner or max(1, n // 8)
        self.param_shapes = {"Wf": (n, narrow), "Wg": (n, narrow), "Wh": (n, n), "gamma": (1,)}

    def initialize(self, rng):
        for W in (self.Wf, self.Wg, self.Wh):  # gamma stays 0
            W[...] = self.init(rng, *W.shape)

    def size(self, shape):
        return shape

    def forward(self, x, training=True):
        images = self.check_images(x, training)
        x = images.reshape(len(images), -1, self.n)  # (B, N, n)
        f, g, h = x @ self.Wf, x @ self.Wg, x @ self.Wh
        s = g @ f.swapaxes(1, 2)  # (B, N, N)
        A = np.exp(s - s.max(axis=2, keepdims=True))  # as functions.softmax: no exp of a positive number
        A /= A.sum(axis=2, keepdims=True)
        o = A @ h
        return (x + self.gamma * o).reshape(images.shape), (x, f, g, h, A, o, images.shape)

    def backward(self, dy, cache, *, params=True, inputs=True):
        x, f, g, h, A, o, shape = cache
        dy = self.check_dy(dy, shape, params, inputs).reshape(x.shape)
        do = self.gamma * dy
        dA = do @ h.swapaxes(1, 2)
        dh = A.swapaxes(1, 2) @ do
        ds = A * (dA - np.einsum("bji,bji->bj", dA, A)[:, :, None])
        dg = ds @ f
        df = ds.swapaxes(1, 2) @ g
        if params:
            self.dgamma[...] = np.vdot(dy, o)
            rows = x.reshape(-1, self.n)
            for dW, d in ((self.dWf, df), (self.dWg, dg), (self.dWh, dh)):
                np.matmul(rows.T, d.reshape(len(rows), -1), out=dW)
        if not inputs:
            return None
        return (dy + df @ self.Wf.T + dg @ self.Wg.T + dh @ self.Wh.T).reshape(shape)

    def attention(self, x: np.ndarray) -> np.ndarray:
        """Where each pixel looks: (B, H, W, n) to (B, H, W, H, W); [b, i, j] are the weights for the pixel i, j."""
        x = self.check_images(x, False)
        _, (*_, A, _, _) = self.forward(x, False)
        return A.reshape(*x.shape[:3], *x.shape[1:3])
