/** What every count means, in one sentence each: printed beside the numbers, in every format and in the documentation. */

/** One sentence a figure; the keys are the names that reports use. */
export const definitions = {
  params:
    "Parameters: elements of learnable tensors that inference uses, each tensor once however often it is used; batch-norm scale and shift are parameters.",
  trainableParams: "Trainable parameters: parameters that are not frozen.",
  trainingOnlyParams:
    "Training-only parameters: parameters of parts that run only in training (auxiliary heads); not part of params.",
  buffers: "Buffers: elements that are kept but not learnt, such as batch norm's running mean and variance.",
  macs: "MACs: multiplications whose product is accumulated, in convolutions, matrix products, attention and recurrent gates; padded positions count, biases do not.",
  trainingOnlyMacs: "Training-only MACs: MACs of parts that run only in training; not part of macs.",
  flops:
    "FLOPs: 2 per MAC plus every other scalar floating-point operation (bias additions, normalisation, pooling, activations, element-wise arithmetic); a transcendental function counts 1.",
  weightBytes:
    "Weight bytes: parameters and buffers that inference uses, by their element types; constants such as shapes are not part of it. 1 MB = 10^6 bytes.",
  constantBytes: "Constant bytes: tensors that are part of the graph but neither parameters nor buffers.",
  activationBytes:
    "Activation bytes: every value that inference computes, each once; views (Reshape, Flatten, Squeeze, Unsqueeze, Identity, Dropout) share their input's bytes, values known before running have none, and network inputs are not part of it.",
  peakActivationBytes:
    "Peak activation bytes: the greatest sum of live values while the nodes run in graph order; a value lives from its node (an input from the start) to its last use (an output to the end), nothing is computed in place, and weights are not part of it.",
  trainingBytes:
    "Training bytes: weights and buffers, one gradient per trainable parameter, the optimiser's state (SGD none, momentum one, Adam two values per trainable parameter), and every network input and computed value kept for the backward pass; training-only parts included, workspace and gradients of activations not.",
  receptiveField:
    "Receptive field: input positions along an axis that one output position depends on, padding included; least and greatest through branches; pixel i has its centre at coordinate i.",
  validInputs:
    "Valid inputs: the sizes of each input axis for which every layer fits with these very weights, parts that only training runs included, the other axes as given.",
  coverage: "Coverage: the nodes that could be counted; where some could not, every total is a lower bound.",
} as const satisfies Readonly<Record<string, string>>;
