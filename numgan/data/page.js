// ---- What both pages do with the document: the model, pictures, strokes. ----

const model = JSON.parse(document.getElementById("model").textContent);
const [height, width, channels] = model.shape, [low, high] = model.range;

const element = (id) => document.getElementById(id);

function make(tag, parent, attributes = {}) {
  const made = parent.appendChild(document.createElement(tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Show an image that is in the network's scale. */
function paint(canvas, x) {
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  const pixels = x.map((value) => (255 * (value - low)) / (high - low)); // ImageData rounds and clips
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[i * channels + (c % channels)];
    image.data[4 * i + 3] = 255; // opaque
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** Follow each stroke on a canvas, from where the pointer goes down to where it is lifted. Places are (x, y) in pixels of
    the canvas: begin(place), line(place) for each place that the pointer comes to, and end(). */
function followStrokes(canvas, { begin, line, end }) {
  const place = (e) => [(e.offsetX * canvas.width) / canvas.clientWidth, (e.offsetY * canvas.height) / canvas.clientHeight];
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
    begin(place(event));
    canvas.onpointermove = (e) => line(place(e));
    canvas.onpointerup = canvas.onpointercancel = () => {
      canvas.onpointermove = canvas.onpointerup = canvas.onpointercancel = null;
      end();
    };
  });
}
