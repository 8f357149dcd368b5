/** Evaluates the expressions of a specification, exactly and within a budget of steps. */
import { type Dim, DimensionOverflow, dims, text as dimText, Expr } from "../dim/index.js";
import { dimensionFinding } from "../ops/index.js";
import { broken, type Environment, type Tensor, TensorView, type UserFunction, type Value } from "./environment.js";
import { builtInFunctions, nameHint, parseExpression } from "./expression.js";
import { type BinaryOperator, type Comparison, type Expression, shortText } from "./expression-parser.js";
import { fail, failQuietly, SpecFailure } from "./failure.js";
import {
  addNum,
  ceilNum,
  divideNum,
  extremeNum,
  floorNum,
  isNumAtLeast,
  isNumEqual,
  multiplyNum,
  type Num,
  negateNum,
  numText,
  Ratio,
  roundNum,
} from "./number.js";

/** Steps that one expression may take, calls of functions included. */
const mostSteps = 10_000;
/** Functions may call functions, this deep. */
const deepestCall = 32;
const largestPower = 64;

/** The value of an expression's text. Throws {@link SpecFailure}. */
export function evaluateText(text: string, environment: Environment): Value {
  return evaluateExpression(parseExpression(text), text, environment);
}

/** The value of a parsed expression; `text` is what messages quote. Throws {@link SpecFailure}. */
function evaluateExpression(expression: Expression, text: string, environment: Environment): Value {
  if (expression.kind === "constant") return expression.value;
  const evaluation = new Evaluation(shortText(text), { left: mostSteps });
  try {
    return evaluation.value(expression, environment, 0);
  } catch (thrown) {
    if (thrown instanceof DimensionOverflow) return fail("dim/overflow", { formula: `"${text}"` });
    const finding = dimensionFinding(thrown);
    if (finding === undefined) throw thrown;
    throw new SpecFailure(finding);
  }
}

/** A value as messages show it. */
export function valueText(value: Value): string {
  if (isNum(value)) return numText(value);
  if (typeof value === "boolean") return `${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof TensorView) return "a tensor";
  return `[${value.map(valueText).join(", ")}]`;
}

export function isNum(value: Value): value is Num {
  return typeof value === "number" || value instanceof Expr || value instanceof Ratio;
}

class Evaluation {
  constructor(
    private readonly text: string,
    private readonly steps: { left: number },
  ) {}

  value(e: Expression, env: Environment, depth: number): Value {
    this.steps.left -= 1;
    if (this.steps.left < 0) {
      return fail("expression/not-allowed", { expression: this.text, feature: `more than ${mostSteps} steps` });
    }
    switch (e.kind) {
      case "constant":
        return e.value;
      case "name":
        return this.variable(e.name, env);
      case "list":
        return e.items.map((item) => this.value(item, env, depth));
      case "member":
        return this.member(this.value(e.object, env, depth), e.member);
      case "element":
        return this.element(this.value(e.list, env, depth), this.value(e.index, env, depth));
      case "negative":
        return negateNum(this.number(e.operand, env, depth));
      case "not":
        return !this.condition(e.operand, env, depth);
      case "if":
        return this.value(this.condition(e.condition, env, depth) ? e.then : e.otherwise, env, depth);
      case "binary":
        return this.binary(e.operator, e.left, e.right, env, depth);
      case "call":
        return this.call(e.name, e.args, env, depth);
    }
  }

  private wrongType(expected: string, actual: Value): never {
    return fail("expression/wrong-type", { expression: this.text, expected, actual: valueText(actual) });
  }

  private number(e: Expression, env: Environment, depth: number): Num {
    const value = this.value(e, env, depth);
    return isNum(value) ? value : this.wrongType("a number", value);
  }

  private condition(e: Expression, env: Environment, depth: number): boolean {
    const value = this.value(e, env, depth);
    return typeof value === "boolean" ? value : this.wrongType("true or false", value);
  }

  private variable(name: string, env: Environment): Value {
    const value = env.lookUp(name);
    if (value === broken) return failQuietly();
    if (value !== undefined) return value;
    const hint = nameHint(name, env.names());
    return fail("expression/unknown-name", { expression: this.text, name }, { hint });
  }

  private member(object: Value, member: string): Value {
    if (!(object instanceof TensorView)) return this.wrongType("a tensor such as in or previous", object);
    return tensorMember(object.tensor, member, this.text);
  }

  private element(list: Value, index: Value): Value {
    if (!Array.isArray(list)) return this.wrongType("a list", list);
    const position = typeof index === "number" ? index : this.wrongType("a known position", index);
    const found: Value | undefined = list[position < 0 ? list.length + position : position];
    if (found !== undefined) return found;
    const range = list.length === 0 ? "absent, as the list is empty" : `between 0 and ${list.length - 1}`;
    return fail("spec/out-of-range", { what: `the position in "${this.text}"`, value: `${position}`, range });
  }

  private binary(operator: BinaryOperator, l: Expression, r: Expression, env: Environment, depth: number): Value {
    if (operator === "and") return this.condition(l, env, depth) && this.condition(r, env, depth);
    if (operator === "or") return this.condition(l, env, depth) || this.condition(r, env, depth);
    if (operator === "==" || operator === "!=") {
      return this.equal(this.value(l, env, depth), this.value(r, env, depth)) === (operator === "==");
    }
    const left = this.number(l, env, depth);
    const right = this.number(r, env, depth);
    switch (operator) {
      case "+":
        return addNum(left, right);
      case "-":
        return addNum(left, negateNum(right));
      case "*":
        return multiplyNum(left, right);
      case "/":
        return this.divide(left, right);
      case "%":
        return this.remainder(left, right);
      case "^":
        return this.power(left, right);
      default:
        return this.compare(operator, left, right);
    }
  }

  private divide(left: Num, right: Num): Num {
    if (right === 0) return fail("expression/division-by-zero", { expression: this.text });
    return divideNum(left, right) ?? this.undecided(`the sign of ${numText(right)}`);
  }

  private remainder(left: Num, right: Num): Num {
    return addNum(left, negateNum(multiplyNum(right, floorNum(this.divide(left, right)))));
  }

  private power(base: Num, exponent: Num): Num {
    if (typeof exponent !== "number") return this.wrongType("a whole exponent", exponent);
    if (Math.abs(exponent) > largestPower) {
      return fail("spec/out-of-range", {
        what: `the exponent in "${this.text}"`,
        value: `${exponent}`,
        range: `at most ${largestPower}`,
      });
    }
    let result: Num = 1;
    for (let i = 0; i < Math.abs(exponent); i++) result = multiplyNum(result, base);
    return exponent < 0 ? this.divide(1, result) : result;
  }

  private compare(operator: Exclude<Comparison, "==" | "!=">, left: Num, right: Num): boolean {
    const swapped = operator === "<" || operator === ">=";
    const atLeast = swapped ? isNumAtLeast(left, right) : isNumAtLeast(right, left);
    if (atLeast === undefined) return this.undecided(this.text);
    return operator === "<" || operator === ">" ? !atLeast : atLeast;
  }

  private equal(left: Value, right: Value): boolean {
    if (isNum(left) && isNum(right)) return isNumEqual(left, right) ?? this.undecided(this.text);
    if (typeof left === typeof right && typeof left !== "object") return left === right;
    return this.wrongType(`something like ${valueText(left)}`, right);
  }

  private undecided(condition: string): never {
    const hint = "give the sizes numbers in the input's shape, or with --dim";
    return fail("spec/undecided-condition", { condition }, { hint });
  }

  private call(name: string, args: readonly Expression[], env: Environment, depth: number): Value {
    const own = env.functions.get(name);
    if (own !== undefined) return this.callOwn(own, args, env, depth);
    if (!Object.hasOwn(builtInFunctions, name)) {
      const hint = nameHint(name, env.functions.keys());
      return fail("expression/unknown-name", { expression: this.text, name }, { hint });
    }
    const known = name as keyof typeof builtInFunctions;
    const [least, most] = builtInFunctions[known];
    if (args.length < least || args.length > most) {
      this.wrongArity(name, least === most ? `${least}` : `${least} to ${most}`, args.length);
    }
    if (known === "length" || known === "sum") {
      const list = this.value(args[0] as Expression, env, depth);
      if (!Array.isArray(list)) return this.wrongType("a list", list);
      if (known === "length") return list.length;
      return list.reduce(
        (total: Num, item: Value) => addNum(total, isNum(item) ? item : this.wrongType("numbers", item)),
        0,
      );
    }
    return this.callBuiltIn(
      known,
      args.map((arg) => this.number(arg, env, depth)),
    );
  }

  private callBuiltIn(name: Exclude<keyof typeof builtInFunctions, "length" | "sum">, args: readonly Num[]): Num {
    const [first, second] = args as readonly [Num, Num];
    switch (name) {
      case "floor":
        return floorNum(first);
      case "ceil":
        return ceilNum(first);
      case "round":
        return roundNum(first);
      case "abs":
        return (isNumAtLeast(first, 0) ?? this.undecided(`${numText(first)} >= 0`)) ? first : negateNum(first);
      case "mod":
        return this.remainder(first, second);
      case "gcd":
        return this.greatestDivisor(first, second);
      case "min":
      case "max":
        return args.reduce((a, b) => extremeNum(name, a, b) ?? this.undecided(`${numText(a)} >= ${numText(b)}`));
    }
  }

  private greatestDivisor(a: Num, b: Num): Num {
    if (typeof a !== "number" || typeof b !== "number")
      return this.wrongType("known whole numbers", typeof a === "number" ? b : a);
    let [x, y] = [Math.abs(a), Math.abs(b)];
    while (y !== 0) [x, y] = [y, x % y];
    return x;
  }

  private callOwn(own: UserFunction, args: readonly Expression[], env: Environment, depth: number): Value {
    if (args.length !== own.parameters.length) this.wrongArity(own.name, `${own.parameters.length}`, args.length);
    if (own.body === undefined) return failQuietly();
    if (depth >= deepestCall) {
      return fail("spec/cycle", { cycle: own.name }, { hint: "a function may not call itself" });
    }
    const inner = env.outermost().nested();
    own.parameters.forEach((name, index) => {
      inner.define(name, this.value(args[index] as Expression, env, depth));
    });
    return new Evaluation(shortText(own.text), this.steps).value(own.body, inner, depth + 1);
  }

  private wrongArity(name: string, expected: string, actual: number): never {
    return fail("expression/wrong-arity", { expression: this.text, name, expected, actual: `${actual}` });
  }
}

const spatialNames: Readonly<Record<string, number>> = { width: -1, height: -2, depth: -3 };

/** Members of a tensor: `channels` is axis 1, `width`, `height` and `depth` the last three, `features` the last. */
function tensorMember(tensor: Tensor, member: string, expression: string): Value {
  const { shape, name } = tensor;
  if (shape === null) {
    if (tensor.failed) return failQuietly();
    return fail("spec/needs-known-shape", { what: `"${expression}"` }, { tensor: name });
  }
  if (member === "rank") return shape.length;
  if (member === "shape") return shape;
  if (member === "size") return shape.slice(1).reduce((size, axis) => dims.mul(size, axis), 1 as Dim);
  const axis = memberAxis(member, shape.length);
  const size = axis === undefined ? undefined : shape[axis];
  if (size !== undefined) return size;
  const shapeText = `[${shape.map((d) => dimText(d)).join(", ")}]`;
  const hint = "a tensor has channels, height, width, depth, features, rank, size and shape[i] (shape[0] is the batch)";
  return fail("expression/unknown-name", { expression, name: `.${member}` }, { actual: shapeText, hint });
}

function memberAxis(member: string, rank: number): number | undefined {
  if (member === "batch") return 0;
  if (member === "channels") return 1;
  if (member === "features") return rank - 1;
  const fromEnd = Object.hasOwn(spatialNames, member) ? spatialNames[member] : undefined;
  return fromEnd === undefined || rank + fromEnd < 2 ? undefined : rank + fromEnd;
}
