// How fast a run goes: images per second of late, and the time that is left. Only durations handed in count,
// so pauses never do.

/** Work older than a few of these weighs little. */
const memoryMs = 3000;

/** What validating an image costs in trainings of one, until the first validation is measured: a forward pass of three. */
const validationShare = 1 / 3;

export interface Pace {
  /** One batch of training took this long. */
  trained(images: number, durationMs: number): void;
  validated(images: number, durationMs: number): void;
  /** Training throughput of late. */
  imagesPerSecond(): number;
  /** All training told of. */
  trainedMs(): number;
  /** Time for this many more images of training and validation. */
  etaMs(trainingImages: number, validationImages: number): number;
}

/** A pace; `trainedMs` is what had been trained before. */
export function createPace(trainedBeforeMs = 0): Pace {
  const training = createRate();
  const validation = createRate();
  let trainedMs = trainedBeforeMs;
  return {
    trained(images, durationMs) {
      trainedMs += durationMs;
      training.add(images, durationMs);
    },
    validated: validation.add,
    imagesPerSecond: () => 1000 / training.msPerImage(),
    trainedMs: () => trainedMs,
    etaMs(trainingImages, validationImages) {
      const perValidated = validation.known() ? validation.msPerImage() : training.msPerImage() * validationShare;
      return trainingImages * training.msPerImage() + validationImages * perValidated;
    },
  };
}

function createRate() {
  let images = 0;
  let ms = 0;
  return {
    add(count: number, durationMs: number): void {
      const kept = Math.exp(-durationMs / memoryMs);
      images = images * kept + count;
      // A clock may be too coarse to see one batch.
      ms = ms * kept + Math.max(durationMs, 0.001);
    },
    known: () => images > 0,
    msPerImage: () => ms / images,
  };
}
