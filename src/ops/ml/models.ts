/** Classical models (ONNX ai.onnx.ml: linear, support vector and tree ensembles, for classes and for numbers). */
import { type AttributeDeclarations, oneOf, optional, required, withDefault } from "../attribute.js";
import {
  type AnyRuleContext,
  type CostContext,
  defineOperator,
  type NodeCost,
  type OperatorDefinition,
  type RuleOutput,
  Uncountable,
} from "../definition.js";
import { requireRank } from "../requirements.js";
import { domain } from "./features.js";

const post_transform = oneOf("NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT");

/** The number of rows: a list of features is one row. */
function rowsOf<D>(c: AnyRuleContext<D>): D {
  const x = requireRank(c, 0, [1, 2], "[features] or [rows, features]");
  return x.length === 2 ? (x[0] as D) : c.algebra.of(1);
}

type Labels = readonly unknown[] | undefined;

/** A label and a score for every class of every row. */
function classified<D>(c: AnyRuleContext<D>, names: Labels, scores: number): readonly RuleOutput<D>[] {
  const rows = rowsOf(c);
  return [
    { dtype: names !== undefined && names.length > 0 ? "string" : "int64", shape: [rows] },
    { dtype: "float32", shape: [rows, c.algebra.of(scores)] },
  ];
}

function numberOfClasses(names: Labels, numbers: Labels): number {
  return Math.max(names?.length ?? 0, numbers?.length ?? 0);
}

/** Every coefficient is multiplied once for each row. */
function coefficientCost(c: CostContext, coefficients: readonly number[] | undefined): NodeCost {
  const x = c.inputShape(0);
  const rows = x.length === 2 ? (x[0] ?? 1) : 1;
  return {
    macs: [
      {
        factors: [
          { role: "batch", value: rows },
          { role: "coefficient", value: coefficients?.length ?? 0 },
        ],
      },
    ],
  };
}

export const linearClassifier = defineOperator({
  op: "LinearClassifier",
  domain,
  since: 1,
  attributes: {
    classlabels_ints: optional("ints"),
    classlabels_strings: optional("strings"),
    coefficients: required("floats"),
    intercepts: optional("floats"),
    multi_class: withDefault("int", 0),
    post_transform,
  },
  inputs: [{ name: "X" }],
  outputs: ["Y", "Z"],
  infer(c) {
    const { classlabels_strings: names, classlabels_ints: numbers } = c.attributes;
    // Two classes share one line of coefficients, but both get a score.
    return classified(c, names, numberOfClasses(names, numbers));
  },
  cost: (c) => coefficientCost(c, c.attributes.coefficients),
  reach: () => "global",
});

export const linearRegressor = defineOperator({
  op: "LinearRegressor",
  domain,
  since: 1,
  attributes: {
    coefficients: optional("floats"),
    intercepts: optional("floats"),
    post_transform,
    targets: withDefault("int", 1),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: "float32", shape: [rowsOf(c), c.algebra.of(Math.max(c.attributes.targets, 0))] }],
  cost: (c) => coefficientCost(c, c.attributes.coefficients),
  reach: () => "global",
});

const supportVectors = {
  coefficients: optional("floats"),
  kernel_params: optional("floats"),
  kernel_type: oneOf("LINEAR", "POLY", "RBF", "SIGMOID"),
  post_transform,
  rho: optional("floats"),
  support_vectors: optional("floats"),
} as const;

export const svmClassifier = defineOperator({
  op: "SVMClassifier",
  domain,
  since: 1,
  attributes: {
    ...supportVectors,
    classlabels_ints: optional("ints"),
    classlabels_strings: optional("strings"),
    prob_a: optional("floats"),
    prob_b: optional("floats"),
    vectors_per_class: optional("ints"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y", "Z"],
  infer(c) {
    const { classlabels_strings: names, classlabels_ints: numbers, prob_a, vectors_per_class = [] } = c.attributes;
    const classes = numberOfClasses(names, numbers);
    // Without probabilities there is a score for every pair of classes.
    const isPairwise = prob_a === undefined && vectors_per_class.length > 0 && classes > 2;
    return classified(c, names, isPairwise ? (classes * (classes - 1)) / 2 : classes);
  },
  cost() {
    throw new Uncountable("the kernel and its votes are not counted");
  },
  reach: () => "global",
});

export const svmRegressor = defineOperator({
  op: "SVMRegressor",
  domain,
  since: 1,
  attributes: { ...supportVectors, n_supports: withDefault("int", 0), one_class: withDefault("int", 0) },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: "float32", shape: [rowsOf(c), c.algebra.of(1)] }],
  cost() {
    throw new Uncountable("the kernel is not counted");
  },
  reach: () => "global",
});

function uncountableTrees(): never {
  throw new Uncountable("the data decides how deep each tree is followed");
}

export const treeEnsemble = defineOperator({
  op: "TreeEnsemble",
  domain,
  since: 5,
  attributes: {
    aggregate_function: withDefault("int", 1),
    leaf_targetids: required("ints"),
    leaf_weights: required("tensor"),
    membership_values: optional("tensor"),
    n_targets: optional("int"),
    nodes_falseleafs: required("ints"),
    nodes_falsenodeids: required("ints"),
    nodes_featureids: required("ints"),
    nodes_hitrates: optional("tensor"),
    nodes_missing_value_tracks_true: optional("ints"),
    nodes_modes: required("tensor"),
    nodes_splits: required("tensor"),
    nodes_trueleafs: required("ints"),
    nodes_truenodeids: required("ints"),
    post_transform: withDefault("int", 0),
    tree_roots: required("ints"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const { n_targets, leaf_targetids = [] } = c.attributes;
    const named = leaf_targetids.reduce((most, target) => Math.max(most, target + 1), 0);
    return [{ dtype: c.input(0).dtype, shape: [rowsOf(c), c.algebra.of(Math.max(n_targets ?? named, 0))] }];
  },
  cost: uncountableTrees,
  reach: () => "global",
});

const nodes: AttributeDeclarations = {
  base_values: optional("floats"),
  base_values_as_tensor: optional("tensor"),
  nodes_falsenodeids: optional("ints"),
  nodes_featureids: optional("ints"),
  nodes_hitrates: optional("floats"),
  nodes_hitrates_as_tensor: optional("tensor"),
  nodes_missing_value_tracks_true: optional("ints"),
  nodes_modes: optional("strings"),
  nodes_nodeids: optional("ints"),
  nodes_treeids: optional("ints"),
  nodes_truenodeids: optional("ints"),
  nodes_values: optional("floats"),
  nodes_values_as_tensor: optional("tensor"),
  post_transform,
};

/** Attributes of the votes at the leaves, whose names begin with what they vote for. */
function votes(kind: "class" | "target"): AttributeDeclarations {
  return {
    [`${kind}_ids`]: optional("ints"),
    [`${kind}_nodeids`]: optional("ints"),
    [`${kind}_treeids`]: optional("ints"),
    [`${kind}_weights`]: optional("floats"),
    [`${kind}_weights_as_tensor`]: optional("tensor"),
  };
}

/** Deprecated since ai.onnx.ml 5 in favour of TreeEnsemble, but what most files have. */
export const treeEnsembleClassifier: OperatorDefinition = defineOperator({
  op: "TreeEnsembleClassifier",
  domain,
  since: 3,
  attributes: {
    ...nodes,
    ...votes("class"),
    classlabels_int64s: optional("ints"),
    classlabels_strings: optional("strings"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y", "Z"],
  infer(c) {
    const names = c.attributes.classlabels_strings as Labels;
    const numbers = c.attributes.classlabels_int64s as Labels;
    return classified(c, names, numberOfClasses(names, numbers));
  },
  cost: uncountableTrees,
  reach: () => "global",
});

export const treeEnsembleRegressor: OperatorDefinition = defineOperator({
  op: "TreeEnsembleRegressor",
  domain,
  since: 3,
  attributes: {
    ...nodes,
    ...votes("target"),
    aggregate_function: oneOf("SUM", "AVERAGE", "MIN", "MAX"),
    n_targets: withDefault("int", 1),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const targets = c.attributes.n_targets;
    return [
      { dtype: "float32", shape: [rowsOf(c), c.algebra.of(typeof targets === "number" ? Math.max(targets, 0) : 1)] },
    ];
  },
  cost: uncountableTrees,
  reach: () => "global",
});
