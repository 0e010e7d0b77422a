# ruff: noqa: F403, F405 (a table of all that there is)
"""Every public class and function of the core with one valid set of arguments, each with its kind (misuse.py)."""

import numpy as np
from misuse_parts import *

from numgan import *
from numgan import datasets, gradcheck, layers, penalties, recipes
from numgan.averaging import WeightAverage
from numgan.family import complete, drift_field, invert, pull_away, reweight
from numgan.functions import log_sum_exp, logit, sigmoid, softmax, softplus
from numgan.objectives import losses
from numgan.turns import fool, forward_both, judge, match_features

CONVOLUTION = {
    "n_in": WIDTH,
    "n_out": WIDTH,
    "kernel": COUNT,
    "stride": COUNT,
    "padding": (0, "count from 0"),
    "init": INIT,
    "bias": FLAG,
}
IMAGE_LAYERS = {
    **{
        kind: lambda kind=kind: kind(2, 3, kernel=2).build(rng=0, dtype=np.float64)
        for kind in (Conv2D, ConvTranspose2D, SpectralConv2D)
    },
    SelfAttention: lambda: SelfAttention(2).build(rng=0, dtype=np.float64),
    **{kind: built(kind) for kind in (UpSample2D, AveragePool2D, GlobalAveragePool)},
}
IMPROVED = {  # those of Salimans et al. 2016, for four rows
    MinibatchDiscrimination: lambda: MinibatchDiscrimination(6, kernels=3).build(rng=0, dtype=np.float64),
    VirtualBatchNorm: lambda: VirtualBatchNorm(6, n_reference=2).build(rng=0, dtype=np.float64),
    AddReference: lambda: AddReference(6, n_reference=2).build(rng=0, dtype=np.float64),
    DropReference: lambda: DropReference(n_reference=2).build(rng=0, dtype=np.float64),
}


def skip():
    """Six columns, and two more that are made of them."""
    return Skip([Dense(6, 2)]).build(rng=0, dtype=np.float64)


CONSTRUCTORS = [
    row("BatchNorm", BatchNorm, n=WIDTH, momentum=SMALL, eps=ABOVE),
    row("Dense", Dense, n_in=WIDTH, n_out=WIDTH, init=INIT, bias=FLAG),
    row("SpectralDense", SpectralDense, n_in=WIDTH, n_out=WIDTH, init=INIT, bias=FLAG),
    row("WeightNormDense", WeightNormDense, n_in=WIDTH, n_out=WIDTH, scale=ABOVE, init=INIT, bias=FLAG),
    row("Conv2D", Conv2D, **CONVOLUTION),
    row("ConvTranspose2D", ConvTranspose2D, **CONVOLUTION),
    row("SpectralConv2D", SpectralConv2D, **CONVOLUTION),
    row("UpSample2D", UpSample2D, factor=COUNT),
    row("AveragePool2D", AveragePool2D, kernel=COUNT),
    row("SpatialDropout", SpatialDropout, rate=SMALL),
    row("SelfAttention", SelfAttention, n=WIDTH, inner=(2, "count?"), init=INIT),
    row("Skip", Skip, layers=(lambda: [Dense(6, 2)], "")),
    row("Maxout", Maxout, n_in=WIDTH, n_out=WIDTH, pieces=COUNT, init=INIT),
    row("Dropout", Dropout, rate=SMALL),
    row("InstanceNoise", InstanceNoise, std=ABOVE, passes=(3, "count?")),
    row("LeakyReLU", LeakyReLU, negative_slope=SHARE),
    row("Pack", Pack, n=WIDTH, rows=COUNT),
    row("MinibatchDiscrimination", MinibatchDiscrimination, n=WIDTH, kernels=COUNT, dim=COUNT, init=INIT),
    row("VirtualBatchNorm", VirtualBatchNorm, n=WIDTH, n_reference=COUNT, eps=ABOVE),
    row("AddReference", AddReference, n=WIDTH, n_reference=COUNT),
    row("DropReference", DropReference, n_reference=COUNT),
    row("LabelBlocks", LabelBlocks, n=COUNT, labels=COUNT),
    row("LabelPlanes", LabelPlanes, shape=((2, 3, 1), ""), labels=COUNT),
    row("Reshape", Reshape, shape=((2, 3), "")),
    row("HeNormal", layers.HeNormal, negative_slope=SHARE),
    row("HeUniform", layers.HeUniform, negative_slope=SHARE),
    row("Normal", layers.Normal, std=RATE),
    row("Uniform", layers.Uniform, limit=RATE),
    row("Layer.build", lambda **k: Dense(2, 3).build(**k), rng=RNG, dtype=DTYPE),
    row("Sequential", Sequential, layers=(lambda: [Dense(2, 3)], ""), rng=RNG, dtype=DTYPE),
    row(
        "Player",
        Player,
        layers=(lambda: [Dense(2, 3)], ""),
        optimizer=(None, "?"),
        ema_decay=(0.5, "share?"),
        rng=RNG,
        dtype=DTYPE,
    ),
    row("WeightAverage", WeightAverage, network=(net, ""), decay=SMALL),
    row("GAN", GAN, **(GAME | {"objective": OBJECTIVE, "penalty": (None, "?"), "d_steps": (1, "count")} | SETTINGS)),
    row("SharedFakes", SharedFakes, **(GAME | {"objective": OBJECTIVE, "d_steps": (1, "count")})),
    row("FeatureMatching", FeatureMatching, **(GAME | {"objective": OBJECTIVE, "depth": (1, "depth?")})),
    row("Simultaneous", Simultaneous, **(GAME | {"objective": OBJECTIVE, "d_steps": (1, "count")})),
    row(
        "SGAN",
        SGAN,
        generator=(player(3, 6), ""),
        discriminator=(player(6, 2), ""),
        unsupervised_weight=(1.0, "number from 0"),
        depth=(1, "depth?"),
    ),
    row(
        "CatGAN",
        CatGAN,
        generator=(player(3, 6), ""),
        discriminator=(player(6, 2), ""),
        label_weight=(1.0, "number from 0"),
    ),
    row(
        "Unrolled",
        Unrolled,
        generator=(player(3, 6), ""),
        discriminator=(lambda: Player([Dense(6, 5), Tanh(), Dense(5, 1)], dtype=np.float64), ""),
        objective=(Minimax(), ""),
        unroll=(1, "count from 0"),
        unroll_lr=ABOVE,
        d_steps=COUNT,
    ),
    row(
        "CGAN", CGAN, generator=(player(5, 6), ""), discriminator=(player(8, 1), ""), noise_prior=(LabelledNoise(2), "")
    ),
    row(
        "ACGAN",
        ACGAN,
        generator=(player(5, 6), ""),
        discriminator=(player(6, 3), ""),
        noise_prior=(LabelledNoise(2), ""),
        class_weight=RATE,
    ),
    row(
        "BiGAN",
        BiGAN,
        generator=(player(3, 6), ""),
        discriminator=(player(9, 1), ""),
        encoder=(player(6, 3), ""),
        objective=OBJECTIVE,
        penalty=(None, "?"),
    ),
    row("LatentRegressor", LatentRegressor, generator=(player(3, 6), ""), encoder=(player(6, 3), "")),
    row("VAE", VAE, encoder=(player(6, 4), ""), decoder=(player(2, 6), ""), data_range=((0, 1), "")),
    row("Autoencoder", Autoencoder, encoder=(player(6, 2), ""), decoder=(player(2, 6), ""), data_range=((0, 1), "")),
    row(
        "AAE",
        AAE,
        encoder=(player(6, 3), ""),
        decoder=(player(3, 6), ""),
        discriminator=(player(3, 1), ""),
        objective=OBJECTIVE,
        adversarial_weight=RATE,
        data_range=((0, 1), ""),
    ),
    row("RingNoise", RingNoise, petals=COUNT, radius=ABOVE, length=ABOVE, width=ABOVE),
    row(
        "VAEGAN",
        VAEGAN,
        encoder=(player(6, 4), ""),
        generator=(player(2, 6), ""),
        discriminator=(player(6, 1), ""),
        objective=OBJECTIVE,
        depth=(1, "depth?"),
        like_weight=RATE,
        penalty=(None, "?"),
    ),
    row(
        "VEEGAN",
        VEEGAN,
        generator=(player(3, 6), ""),
        discriminator=(player(9, 1), ""),
        reconstructor=(player(6, 3), ""),
        reconstruction_weight=RATE,
        code_std=RATE,
    ),
    row(
        "MDGAN",
        MDGAN,
        generator=(player(3, 6), ""),
        encoder=(player(6, 3), ""),
        manifold=(player(6, 1), ""),
        diffusion=(player(6, 1), ""),
        objective=OBJECTIVE,
        adversarial_weight=RATE,
    ),
    row(
        "MGAN",
        MGAN,
        generator=(player(6, 6), ""),
        discriminator=(player(6, 3), ""),
        noise_prior=(CodedNoise(2, continuous=0), ""),
        objective=OBJECTIVE,
        diversity_weight=RATE,
    ),
    row(
        "EBGAN",
        EBGAN,
        generator=(player(3, 6), ""),
        encoder=(player(6, 2), ""),
        decoder=(player(2, 6), ""),
        margin=ABOVE,
        pull_away_weight=RATE,
    ),
    row(
        "BEGAN",
        BEGAN,
        generator=(player(3, 6), ""),
        discriminator=(player(6, 6), ""),
        gamma=SHARE,
        k_rate=ABOVE,
    ),
    row(
        "InfoGAN",
        InfoGAN,
        generator=(player(6, 6), ""),
        discriminator=(player(6, 4), ""),
        noise_prior=(CodedNoise(2, continuous=1), ""),
        objective=OBJECTIVE,
        category_weight=RATE,
        continuous_weight=RATE,
        penalty=(None, "?"),
    ),
    row(
        "CycleGAN",
        CycleGAN,
        to_y=(player(6, 6), ""),
        to_x=(player(6, 6), ""),
        discriminator_y=(player(6, 1), ""),
        discriminator_x=(player(6, 1), ""),
        objective=OBJECTIVE,
        cycle_weight=RATE,
        identity_weight=RATE,
        power=COUNT,
        store=(1, "count from 0"),
    ),
    row(
        "CoGAN",
        CoGAN,
        generator_trunk=(player(3, 4), ""),
        generator_x=(player(4, 6), ""),
        generator_y=(player(4, 6), ""),
        discriminator_x=(player(6, 5), ""),
        discriminator_y=(player(6, 5), ""),
        discriminator_trunk=(player(5, 1), ""),
        objective=OBJECTIVE,
    ),
    row(
        "Pix2Pix",
        Pix2Pix,
        generator=(player(6, 6), ""),
        discriminator=(player(12, 3), ""),
        objective=OBJECTIVE,
        l1_weight=RATE,
        adversarial_weight=RATE,
    ),
    row(
        "PixelDA",
        PixelDA,
        generator=(player(12, 6), ""),
        discriminator=(player(6, 3), ""),
        classifier=(player(6, 2), ""),
        objective=OBJECTIVE,
        task_weight=RATE,
    ),
    row(
        "LapGAN",
        LapGAN,
        coarse_generator=(player(3, 1), ""),
        coarse_discriminator=(player(1, 1), ""),
        middle_generator=(player(8, 4), ""),
        middle_discriminator=(player(4, 1), ""),
        fine_generator=(player(32, 16), ""),
        fine_discriminator=(player(16, 1), ""),
        objective=OBJECTIVE,
        penalty=(None, "?"),
        data_shape=((4, 4), ""),
    ),
    row(
        "ContextEncoder",
        ContextEncoder,
        generator=(player(6, 6), ""),
        discriminator=(player(6, 1), ""),
        hole=(datasets.HalfHole(), ""),
        objective=OBJECTIVE,
        l2_weight=RATE,
        adversarial_weight=RATE,
        data_shape=((2, 3), ""),
    ),
    row(
        "SRGAN",
        SRGAN,
        generator=(player(6, 6), ""),
        discriminator=(player(6, 1), ""),
        features=(player(6, 2), "?"),
        by=(1, "count"),
        pixel_steps=(3, "count from 0"),
        objective=OBJECTIVE,
        content_weight=RATE,
        adversarial_weight=RATE,
        data_shape=((2, 3), ""),
    ),
    row("Drifting", Drifting, generator=(player(3, 6), ""), temperatures=((0.1, 0.2), "")),
    row("Diffusion", Diffusion, denoiser=(player(8, 6), ""), timesteps=COUNT, sampling_steps=COUNT, predicts_data=FLAG),
    row("CodedNoise", CodedNoise, categories=COUNT, continuous=(1, "count from 0")),
    row("LabelledNoise", LabelledNoise, classes=COUNT, prior=PRIOR),
    row(
        "Sampler",
        Sampler,
        generator=(lambda: net(3, 6), ""),
        noise_prior=PRIOR,
        data_range=(None, "?"),
        data_shape=((6,), ""),
        link=(None, "function?"),
    ),
    row("SGD", SGD, lr=RATE, momentum=SHARE),
    row("Adam", Adam, lr=RATE, beta1=SMALL, beta2=SMALL, eps=ABOVE, eps_hat=(False, "flag")),
    row("RMSProp", RMSProp, lr=RATE, rho=SMALL, eps=ABOVE),
    row("Clipped", Clipped, optimizer=(lambda: SGD(lr=1.0), ""), limit=ABOVE),
    row("HistoricalAveraging", HistoricalAveraging, optimizer=(lambda: SGD(lr=1.0), ""), weight=ABOVE),
    row("Linear", Linear, start=RATE, end=RATE, steps=COUNT),
    row("Exponential", Exponential, start=RATE, factor=(1.5, "factor"), floor=RATE),
    row("SGD.step", lambda **k: SGD(lr=0.1).step(**k), params=(lambda: np.ones(5), ""), grads=(lambda: np.ones(5), "")),
]

CALLS = [
    row("Minimax", Minimax, label_smoothing=SMALL),
    row("DiracGAN", DiracGAN, objective=OBJECTIVE, penalty=(0.5, "number from 0")),
    row("LeastSquares", LeastSquares, a=(0.1, "number"), b=(1.1, "number"), c=(1.0, "number")),
    row("KL", KL, zero_sum=FLAG),
    row("value_function", value_function, **BOTH),
    *(
        row(f"{o!r}.discriminator", o.discriminator, **BOTH)
        for o in (Minimax(), LeastSquares(), Wasserstein(), Hinge(), KL(), RelativisticAverage(), BatchSoftmax())
    ),
    *(
        row(f"{o!r}.generator", o.generator, fake_logits=(LOGITS, "logits"))
        for o in (Minimax(), NonSaturating(), Wasserstein(), Hinge(), KL(), BoundarySeeking())
    ),
    row("softmax_cross_entropy", losses.softmax_cross_entropy, logits=X, labels=(np.array([0, 1, 2, 3]), "")),
    row("bernoulli", losses.bernoulli, logits=PASSED, x=X),
    row("squared", losses.squared, y=PASSED, x=PASSED),
    *(row(f.__name__, f, x=(ROWS, "numbers")) for f in (sigmoid, softplus)),
    row("logit", logit, p=(ROWS, "shares")),
    row("log_sum_exp", log_sum_exp, logits=X),
    row("softmax", softmax, logits=X),
    *(row(p.__name__, p, weight=ABOVE) for p in (GradientPenalty, R1, R2, DRAGAN)),
    *(row(p.__name__, p, weight=ABOVE, sigma=ABOVE) for p in (ApproximateR1, ApproximateR2)),
    *(
        row(
            f"{p.__name__}.gradient",
            lambda p=p, **k: p().gradient(**k),
            discriminator=(lambda: net(6, 1), ""),
            real=PASSED,
            fake=PASSED,
        )
        for p in (penalties.GradientPenalty, penalties.R1, penalties.ApproximateR1)
    ),
    row("judge", judge, D=(lambda: net(6, 1), ""), objective=OBJECTIVE, real=PASSED, fake=PASSED, penalty=(None, "?")),
    row(
        "judge",
        judge,
        D=(lambda: net(6, 3), ""),
        objective=OBJECTIVE,
        real=PASSED,
        fake=PASSED,
        patches=(True, "flag"),
    ),
    row("forward_both", forward_both, D=(lambda: net(6, 1), ""), real=PASSED, fake=PASSED),
    row("fool", fool, D=(lambda: net(6, 1), ""), objective=OBJECTIVE, fake=PASSED),
    row("match_features", match_features, D=(lambda: net(6, 1), ""), fake=PASSED, real=PASSED, depth=(1, "depth?")),
    row("NormalNoise.quantiles", NormalNoise().quantiles, n=(4, "count")),
    row(
        "linear_interpolation", linear_interpolation, z0=(np.ones(3), "latent"), z1=(np.arange(3.0), "latent"), n=COUNT
    ),
    row(
        "great_circle_interpolation", great_circle_interpolation, z0=(np.ones(3), ""), z1=(np.arange(3.0), ""), n=COUNT
    ),
    row("Sequential.forward", lambda **k: net().forward(**k)[0], x=PASSED, training=(False, "flag")),
    row(
        "Sequential.backward",
        lambda **k: net().backward(**{"cache": net().forward(ROWS)[1]} | k),
        dy=PASSED,
        cache=(lambda: net().forward(ROWS)[1], ""),
        params=FLAG,
        inputs=FLAG,
        add=(False, "flag"),
    ),
    *(
        row(
            f"{kind.__name__}.forward",
            lambda make=built(kind, *args), **k: make().forward(**k)[0],
            x=PASSED,
            training=FLAG,
        )
        for kind, *args in (
            (Dense, 6, 2),
            (LeakyReLU,),
            (Sigmoid,),
            (Tanh,),
            (ReLU,),
            (Dropout, 0.5),
            (BatchNorm, 6),
            (Maxout, 6, 2),
            (SpectralDense, 6, 2),
            (WeightNormDense, 6, 2),
            (SpatialDropout, 0.5),
            (Pack, 6),
            (Flatten,),
            (Reshape, (2, 3)),
        )
    ),
    row("Skip.forward", lambda **k: skip().forward(**k)[0], x=PASSED, training=FLAG),
    row(
        "Skip.backward",
        lambda **k: (layer := skip()).backward(cache=layer.forward(ROWS)[1], **k),
        dy=(np.ones((4, 8)), ""),
        params=FLAG,
        inputs=FLAG,
    ),
    *(
        row(f"{kind.__name__}.forward", lambda make=make, **k: make().forward(**k)[0], x=PASSED, training=FLAG)
        for kind, make in IMPROVED.items()
    ),
    *(
        row(
            f"{kind.__name__}.backward",
            lambda make=make, **k: (layer := make()).backward(cache=layer.forward(ROWS)[1], **k),
            dy=(make().forward(ROWS)[0], "nan" if kind is VirtualBatchNorm else ""),
            params=FLAG,
            inputs=FLAG,
        )
        for kind, make in IMPROVED.items()
    ),
    row(
        "LabelBlocks.forward",
        lambda **k: LabelBlocks(4, labels=2).build(rng=0, dtype=np.float64).forward(**k)[0],
        x=PASSED,
        training=FLAG,
    ),
    row(
        "LabelPlanes.forward",
        lambda **k: LabelPlanes((1, 2, 2), labels=2).build(rng=0, dtype=np.float64).forward(**k)[0],
        x=PASSED,
        training=FLAG,
    ),
    *(
        row(f"{kind.__name__}.forward", lambda make=make, **k: make().forward(**k)[0], x=(PIXELS, ""), training=FLAG)
        for kind, make in IMAGE_LAYERS.items()
    ),
    *(
        row(
            f"{kind.__name__}.backward",
            lambda make=make, **k: (layer := make()).backward(cache=layer.forward(PIXELS)[1], **k),
            dy=(make().forward(PIXELS)[0], ""),
            params=FLAG,
            inputs=FLAG,
        )
        for kind, make in IMAGE_LAYERS.items()
    ),
    *(
        row(
            f"{kind.__name__}.backward",
            lambda make=built(kind, *args), **k: (layer := make()).backward(cache=layer.forward(ROWS)[1], **k),
            dy=PASSED,
            params=FLAG,
            inputs=FLAG,
        )
        for kind, *args in (
            (Dense, 6, 6),
            (LeakyReLU,),
            (Sigmoid,),
            (Tanh,),
            (ReLU,),
            (Dropout, 0.5),
            (BatchNorm, 6),
            (Maxout, 6, 6),
            (SpectralDense, 6, 6),
            (WeightNormDense, 6, 6),
        )
    ),
    row(
        "GAN.steps",
        lambda **k: game().steps(k.pop("data"), **k),
        data=X,
        epochs=(1, "count?"),
        batch_size=(4, "count?"),
    ),
    row(
        "VAE.elbo",
        lambda **k: VAE(Player([Dense(6, 4)], rng=0, dtype=np.float64), Player([Dense(2, 6)], dtype=np.float64)).elbo(
            **k
        ),
        x=X,
        draws=COUNT,
        rng=RNG,
    ),
    row("GAN.train_step", lambda real: game().train_step(real), real=X),
    row("GAN.pretrain", lambda **k: game().pretrain(**k), data=X, steps=(1, "count"), batch_size=(4, "count?")),
    row("GAN.probability", lambda x: game().probability(x), x=X),
    row("GAN.sample", lambda **k: game().sample(**k), n=COUNT, rng=RNG, averaged=FLAG),
    row("GAN.latents", lambda **k: game().latents(**k), n=COUNT, rng=RNG),
    row("GAN.generate", lambda **k: game(latents=6).generate(**k), z=X),
    row(
        "GAN.interpolate",
        lambda **k: game().interpolate(**k),
        z0=(np.ones(3), ""),
        z1=(np.arange(3.0), ""),
        n=COUNT,
        linear=(False, "flag"),
    ),
    row("GAN.to_images", lambda x: images().to_images(x), x=X),
    row("check_layer", gradcheck.check_layer, layer=(net, ""), x=X, training=FLAG, rng=RNG),
    row("compare", gradcheck.compare, analytic=X, numeric=X),
    row(
        "numerical_gradient",
        gradcheck.numerical_gradient,
        f=(lambda: lambda: 1.0, ""),
        x=(lambda: np.ones(3), "array"),
        h=ABOVE,
    ),
    *(
        row(f.__name__, f, images=PICTURES)
        for f in (datasets.outline_pairs, datasets.outlined, datasets.inverted, datasets.half_mask)
    ),
    *(row(f.__name__, f, images=PICTURES, by=COUNT) for f in (datasets.thickened, datasets.thinned)),
    *(row(f.__name__, f, images=PICTURES, by=COUNT) for f in (datasets.small, datasets.large)),
    row("doubled", datasets.doubled, images=(PIXELS, "")),
    row("to_pyramid", datasets.to_pyramid, images=(PIXELS[:, :, :4], ""), levels=COUNT),
    row("halved", datasets.halved, images=(PIXELS[:, :, :4], "")),
    row("from_pyramid", datasets.from_pyramid, pyramid=(lambda: [PIXELS], "")),
    row("slanted", datasets.slanted, images=PICTURES, by=(0.5, "number")),
    row("noisy", datasets.noisy, images=PICTURES, std=RATE, rng=RNG),
    row("overlaid", datasets.overlaid, images=PICTURES, others=PICTURES),
    row("centre_mask", datasets.centre_mask, images=PICTURES, side=COUNT),
    row("random_mask", datasets.random_mask, images=PICTURES, side=COUNT, rng=RNG),
    *(row(f.__name__, f, side=COUNT) for f in (datasets.CentreHole, datasets.RandomHole)),
    row(
        "with_hole",
        datasets.with_hole,
        images=PICTURES,
        mask=(np.zeros((6, 28, 28), bool), ""),
        value=(9, "count from 0"),
    ),
    row("two_sets", datasets.two_sets, images=PICTURES),
    row(
        "unpaired",
        datasets.unpaired,
        images=PICTURES,
        to_x=(lambda: datasets.thinned, "function"),
        to_y=(lambda: datasets.inverted, "function"),
        rng=RNG,
    ),
    row("invert", invert, game=(game, ""), x=X, steps=COUNT, lr=RATE, starts=COUNT, rng=RNG),
    row(
        "complete",
        complete,
        game=(images, ""),
        x=X,
        mask=(lambda: np.zeros((4, 2, 3), bool), ""),
        window=(7, "count?"),
        prior_weight=RATE,
        steps=COUNT,
        lr=RATE,
        starts=COUNT,
        rng=RNG,
    ),
    row("reweight", reweight, ratios=(np.array([0.5, 2.0]), "logits"), beta=(0.5, "")),
    row("pull_away", pull_away, s=X),
    row("drift_field", drift_field, x=X, data=X, generated=(None, "?"), temperature=ABOVE),
    row(
        "check_loss",
        lambda loss: gradcheck.check_loss(loss, ROWS, ROWS),
        loss=(lambda: lambda y, x: (*losses.squared(y, x), -losses.squared(y, x)[1]), ""),
    ),
    row(
        "check_play",
        lambda **k: gradcheck.check_play(k.pop("game"), ROWS, **k),
        game=(game, ""),
        directions=(1, "count?"),
        rng=RNG,
    ),
    *(
        row(name, make, **(COMMON | ({"epochs": (1, "count?")} if make in recipes.UNPAIRED else {})))
        for name, make in recipes.ALL.items()
        if name not in ("goodfellow2014", "mnist_mlp", "bigan")
    ),
    row("goodfellow2014", lambda **k: recipes.goodfellow2014(data_shape=(6,), **k), marginals=(np.full(6, 0.5), "?")),
    *(
        row(name, recipes.ALL[name], latent_dim=COUNT)
        for name in ("vae", "autoencoder", "ebgan", "began", "aae", "mdgan", "vae_gan")
    ),
    row("mgan", recipes.mgan, generators=COUNT),
    row("veegan", recipes.veegan, codes=COUNT, unread=(2, "count from 0")),
    row("drifting", recipes.drifting, temperatures=(None, "?")),
    row("diffusion", recipes.diffusion, timesteps=(60, "count"), sampling_steps=COUNT, predicts_data=(None, "flag?")),
    row("dcgan", recipes.dcgan, channels=((2, 4), "")),
    row("sagan", recipes.sagan, attention=FLAG),
    row("pacgan", recipes.pacgan, rows=COUNT, data_shape=((6,), "")),
]
