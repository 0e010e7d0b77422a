"""Packaging: `pip install .` installs numgan, its command and the MNIST files."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(r'^__version__ = "(.+)"', (HERE / "numgan" / "__init__.py").read_text(), re.MULTILINE).group(1)

setup(
    name="numgan",
    version=VERSION,
    description="Generative adversarial networks in pure NumPy, to be read: hand-written layers, backprop and Adam",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT AND CC-BY-SA-3.0",
    license_files=["LICENSE", "numgan/data/mnist/LICENSE"],
    python_requires=">=3.11",
    install_requires=["numpy>=2.0", "matplotlib"],
    extras_require={
        "test": ["pytest>=8", "selenium>=4", "ipykernel", "jupyterlab>=4", "nbclient", "nbformat", "pytest-xdist"],
        "export": ["onnx", "onnxruntime"],
        "notebooks": ["jupyterlab>=4", "tqdm"],
        "benchmarks": ["threadpoolctl"],
    },
    packages=find_packages(include=["numgan", "numgan.*"]),
    package_data={"numgan": ["py.typed", "data/*.npz", "data/*.html", "data/*.css", "data/*.js", "data/mnist/*"]},
    py_modules=["numgan_command"],
    entry_points={"console_scripts": ["numgan = numgan_command:main"]},
    classifiers=[
        "Development Status :: 4 - Beta",
        "Intended Audience :: Education",
        "Intended Audience :: Science/Research",
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
    ],
)
