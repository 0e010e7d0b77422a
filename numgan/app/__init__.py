"""Around the library: the command line, training runs in folders, the latent explorer, the packaged generator."""
