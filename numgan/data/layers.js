// ---- A network: layers, one after the other, and its arrays by name. `describe` in numgan/files/export.py has the
// equations of every kind of layer. Here they are for one row, so shapes have no B: (n) or (H, W, C). ----

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer; // base64
const floats = (text) => new Float32Array(bytes(text));

// A float16 is a sign, 5 bits of exponent, 10 bits of fraction. There are 65,536 of them: decode each of them once.
const float16 = Float32Array.from({ length: 65536 }, (_, h) => {
  const exponent = (h >> 10) & 31, fraction = (h & 1023) / 1024;
  return (h >> 15 ? -1 : 1) * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
});
const halves = (text) => Float32Array.from(new Uint16Array(bytes(text)), (h) => float16[h]);

/** The layers, with arrays, { data, shape }, in the place of their names. */
function network({ layers, arrays }) {
  const decoded = {};
  for (const [name, { dtype, shape, text }] of Object.entries(arrays)) {
    decoded[name] = { shape, data: dtype === "float16" ? halves(text) : floats(text) };
  }
  const filled = ([key, value]) => [key, key === "layers" ? value.map(withArrays) : decoded[value] ?? value];
  const withArrays = (layer) => Object.fromEntries(Object.entries(layer).map(filled));
  return layers.map(withArrays);
}

/** y += x W, for one row x of n numbers and one row y of m: those of `x` from index `from` on, and of `y` from `to` on.
    W, (n, m), begins at index `start`. */
function addProduct(y, to, m, x, from, n, W, start) {
  for (let i = 0; i < n; i++) {
    const xi = x[from + i], row = start + i * m;
    if (xi === 0) continue; // about half of them, after ReLU
    for (let j = 0; j < m; j++) y[to + j] += xi * W[row + j];
  }
}

/** y += x W^T, likewise, with W (m, n). */
function addTransposed(y, to, m, x, from, n, W, start) {
  for (let j = 0; j < m; j++) {
    const row = start + j * n;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[from + i] * W[row + i];
    y[to + j] += sum;
  }
}

/** Of a convolution from the larger to the smaller image: visit(p, q, k) for each pixel p of the smaller one and each
    pixel q of its window in the larger one, where k is q's place in the window. All three are counted row by row; places
    outside the image are left out. */
function eachPlace({ W, stride: [s, t], padding: [[top], [left]] }, smaller, larger, visit) {
  const [h, w] = W.shape;
  for (let u = 0; u < h; u++) {
    for (let v = 0; v < w; v++) {
      for (let i = 0; i < smaller[0]; i++) {
        const y = i * s + u - top;
        if (y < 0 || y >= larger[0]) continue;
        for (let j = 0; j < smaller[1]; j++) {
          const x = j * t + v - left;
          if (x >= 0 && x < larger[1]) visit(i * smaller[1] + j, y * larger[1] + x, u * w + v);
        }
      }
    }
  }
}

/** A height and a width, each from what it is of x, the window, the stride and both paddings. */
const sizes = (of, x, { W, stride, padding }) =>
  [0, 1].map((axis) => of(x.shape[axis], W.shape[axis], stride[axis], padding[axis][0] + padding[axis][1]));

/** An image whose pixels are all b, in these heights and widths. */
function imageOf({ data: b }, [height, width]) {
  const data = new Float32Array(height * width * b.length);
  for (let start = 0; start < data.length; start += b.length) data.set(b, start);
  return { data, shape: [height, width, b.length] };
}

const row = (data) => ({ data, shape: [data.length] });
const elementwise = (f) => (layer, { data, shape }) => ({ data: data.map((x) => f(x, layer)), shape });

/** The row or image x, with y in further columns or channels. */
function beside(x, y) {
  const n = x.shape.at(-1), m = y.shape.at(-1), data = new Float32Array(x.data.length + y.data.length);
  for (let pixel = 0; pixel < x.data.length / n; pixel++) {
    data.set(x.data.subarray(pixel * n, (pixel + 1) * n), pixel * (n + m));
    data.set(y.data.subarray(pixel * m, (pixel + 1) * m), pixel * (n + m) + n);
  }
  return { data, shape: [...x.shape.slice(0, -1), n + m] };
}

/** The mean of each block of h x w pixels; a rest below or on the right is in no block. */
function means({ data, shape: [H, W, n] }, [h, w]) {
  const y = imageOf({ data: new Float32Array(n) }, [Math.floor(H / h), Math.floor(W / w)]);
  const [down, across] = y.shape;
  for (let i = 0; i < h * down; i++) {
    for (let j = 0; j < w * across; j++) {
      const from = (i * W + j) * n, to = (Math.floor(i / h) * across + Math.floor(j / w)) * n;
      for (let c = 0; c < n; c++) y.data[to + c] += data[from + c] / (h * w);
    }
  }
  return y;
}

const kinds = {
  dense({ W: { data: W }, b: { data: b } }, { data: x }) { // y = x W + b
    const y = b.slice();
    addProduct(y, 0, y.length, x, 0, x.length, W, 0);
    return row(y);
  },
  maxout(layer, x) { // piece k of output j is column k n + j
    const { data: all } = kinds.dense(layer, x), n = all.length / layer.pieces, y = all.slice(0, n);
    all.forEach((value, i) => { y[i % n] = Math.max(y[i % n], value); });
    return row(y);
  },
  batch_norm({ gamma, beta, running_mean, running_var, eps }, { data, shape }) { // of each column or channel
    const n = gamma.data.length;
    const factor = gamma.data.map((g, j) => g / Math.sqrt(running_var.data[j] + eps));
    const shift = beta.data.map((b, j) => b - running_mean.data[j] * factor[j]);
    return { data: data.map((x, i) => x * factor[i % n] + shift[i % n]), shape };
  },
  leaky_relu: elementwise((x, { slope }) => Math.max(x, slope * x)),
  relu: elementwise((x) => Math.max(x, 0)),
  sigmoid: elementwise((x) => 1 / (1 + Math.exp(-x))),
  tanh: elementwise((x) => Math.tanh(x)),
  conv2d(layer, x) { // each pixel of y is made from a window of x
    const y = imageOf(layer.b, sizes((size, h, s, padding) => Math.floor((size + padding - h) / s) + 1, x, layer));
    const [n, m] = layer.W.shape.slice(2);
    eachPlace(layer, y.shape, x.shape, (p, q, k) =>
      addProduct(y.data, p * m, m, x.data, q * n, n, layer.W.data, k * n * m));
    return y;
  },
  conv_transpose2d(layer, x) { // each pixel of x writes a window of y, and where windows overlap they add up
    const y = imageOf(layer.b, sizes((size, h, s, padding) => (size - 1) * s + h - padding, x, layer));
    const [m, n] = layer.W.shape.slice(2);
    eachPlace(layer, x.shape, y.shape, (p, q, k) =>
      addTransposed(y.data, q * m, m, x.data, p * n, n, layer.W.data, k * n * m));
    return y;
  },
  upsample({ factor: [h, w] }, { data, shape: [H, W, n] }) { // each pixel becomes a block
    const y = new Float32Array(h * w * data.length);
    for (let i = 0, to = 0; i < h * H; i++) {
      for (let j = 0; j < w * W; j++, to += n) {
        const from = (Math.floor(i / h) * W + Math.floor(j / w)) * n;
        y.set(data.subarray(from, from + n), to);
      }
    }
    return { data: y, shape: [h * H, w * W, n] };
  },
  average_pool: ({ factor }, x) => means(x, factor),
  global_average_pool: (_, x) => row(means(x, x.shape).data),
  reshape: ({ shape }, { data }) => ({ data, shape }),
  label_planes({ shape, labels }, { data }) { // the same c at every pixel
    const c = { data: data.slice(-labels) };
    return beside({ data: data.slice(0, -labels), shape }, imageOf(c, shape));
  },
  label_blocks({ labels }, { data }) { // [z | 1] times each number of c
    const z1 = [...data.slice(0, -labels), 1], c = [...data.slice(-labels)];
    return row(Float32Array.from(c.flatMap((ck) => z1.map((z) => ck * z))));
  },
  self_attention({ Wf, Wg, Wh, gamma }, { data, shape }) {
    const n = shape[2], N = data.length / n, y = data.slice();
    const times = ({ data: W, shape: [, m] }) => { // each pixel times W
      const product = new Float32Array(N * m);
      for (let i = 0; i < N; i++) addProduct(product, i * m, m, data, i * n, n, W, 0);
      return product;
    };
    const f = times(Wf), g = times(Wg), h = times(Wh).map((value) => gamma.data[0] * value), inner = f.length / N;
    for (let j = 0; j < N; j++) { // where pixel j looks
      const s = new Float32Array(N);
      addTransposed(s, 0, N, g, j * inner, inner, f, 0);
      const most = s.reduce((a, b) => Math.max(a, b)), A = s.map((value) => Math.exp(value - most));
      const sum = A.reduce((a, b) => a + b);
      addProduct(y, j * n, n, A.map((a) => a / sum), 0, N, h, 0);
    }
    return { data: y, shape };
  },
  skip: ({ layers }, x) => beside(x, forward(layers, x)),
};

const forward = (layers, x) => layers.reduce((y, layer) => kinds[layer.kind](layer, y), x);

/** What a network makes of a row of numbers. */
const run = (layers, data) => forward(layers, row(Float32Array.from(data))).data;
