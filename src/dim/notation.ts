/** Formulas as trees to be printed, rendered as text or TeX with as few parentheses as possible. */

/** A formula as it is printed: it may hold what an expression would simplify away, such as `2·0`. */
export type Notation =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "sum"; readonly terms: readonly SignedNotation[] }
  | { readonly kind: "product"; readonly factors: readonly Notation[]; readonly sign?: "·" | "×" }
  | { readonly kind: "power"; readonly base: Notation; readonly exponent: number }
  | { readonly kind: "quotient"; readonly numerator: Notation; readonly denominator: Notation }
  | { readonly kind: "rounded"; readonly direction: "floor" | "ceil"; readonly value: Notation }
  | { readonly kind: "modulo"; readonly left: Notation; readonly right: Notation }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Notation[] }
  | { readonly kind: "verbatim"; readonly text: string };

export interface SignedNotation {
  readonly minus: boolean;
  readonly value: Notation;
}

/** What a target language must say; the tree decides where parentheses are needed. */
export interface NotationStyle {
  readonly integer: (value: bigint) => string;
  readonly name: (name: string) => string;
  readonly call: (name: string, args: readonly string[]) => string;
  readonly rounded: (direction: "floor" | "ceil", value: string) => string;
  readonly power: (base: string, exponent: number) => string;
  readonly modulo: (left: string, right: string) => string;
  readonly parentheses: (value: string) => string;
  readonly product: (factors: readonly string[], sign: "·" | "×") => string;
  readonly verbatim: (text: string) => string;
  /** Absent where a fraction bar groups by itself. */
  readonly slash: boolean;
  readonly quotient: (numerator: string, denominator: string) => string;
}

// How tightly a part binds; a part that binds less than its place asks for gets parentheses.
const SUM = 0;
const MODULO = 1;
const PRODUCT = 2;
const POWER = 3;
const ATOM = 4;

/** The notation in a style. Nesting is bounded by whoever builds the tree. */
export function renderNotation(notation: Notation, style: NotationStyle): string {
  return render(notation).text;

  function render(node: Notation): { text: string; binding: number } {
    switch (node.kind) {
      case "integer":
        return { text: style.integer(node.value), binding: node.value < 0n ? SUM : ATOM };
      case "name":
        return { text: style.name(node.name), binding: ATOM };
      case "verbatim":
        return { text: style.verbatim(node.text), binding: ATOM };
      case "sum":
        return { text: renderSum(node.terms), binding: SUM };
      case "product": {
        const factors = node.factors.map((factor, i) => within(factor, i === 0 ? PRODUCT : POWER));
        return { text: style.product(factors, node.sign ?? "·"), binding: PRODUCT };
      }
      case "power":
        return { text: style.power(within(node.base, ATOM), node.exponent), binding: POWER };
      case "quotient": {
        const numerator = style.slash ? within(node.numerator, PRODUCT) : render(node.numerator).text;
        const denominator = style.slash ? within(node.denominator, POWER) : render(node.denominator).text;
        return { text: style.quotient(numerator, denominator), binding: style.slash ? PRODUCT : ATOM };
      }
      case "rounded":
        return { text: style.rounded(node.direction, render(node.value).text), binding: ATOM };
      case "modulo":
        return { text: style.modulo(within(node.left, PRODUCT), within(node.right, POWER)), binding: MODULO };
      case "call":
        return {
          text: style.call(
            node.name,
            node.args.map((arg) => render(arg).text),
          ),
          binding: ATOM,
        };
    }
  }

  function within(node: Notation, binding: number): string {
    const part = render(node);
    return part.binding < binding ? style.parentheses(part.text) : part.text;
  }

  function renderSum(terms: readonly SignedNotation[]): string {
    let text = "";
    for (const [i, term] of terms.entries()) {
      let { minus, value } = term;
      if (value.kind === "integer" && value.value < 0n && i > 0) {
        minus = !minus;
        value = { kind: "integer", value: -value.value };
      }
      // A sum that is added needs no parentheses of its own; one that is subtracted does.
      const bare = value.kind === "sum" && !minus && value.terms[0]?.minus !== true;
      const part = bare || (i === 0 && !minus) ? render(value).text : within(value, PRODUCT);
      const plain = i === 0 && !minus && value.kind === "modulo" ? style.parentheses(part) : part;
      if (i === 0) text = minus ? `-${plain}` : plain;
      else text += minus ? ` - ${plain}` : ` + ${plain}`;
    }
    return text;
  }
}

const TEXT_STYLE: NotationStyle = {
  integer: (value) => value.toString(),
  name: (name) => name,
  call: (name, args) => `${name}(${args.join(", ")})`,
  rounded: (direction, value) => `${direction}(${value})`,
  power: (base, exponent) => `${base}^${exponent}`,
  modulo: (left, right) => `${left} mod ${right}`,
  parentheses: (value) => `(${value})`,
  product: (factors, sign) => factors.join(sign),
  verbatim: (text) => text,
  slash: true,
  quotient: (numerator, denominator) => `${numerator}/${denominator}`,
};

const GROUPED_STYLE: NotationStyle = { ...TEXT_STYLE, integer: groupDigits };

export interface TextOptions {
  /** Thousands separators: 61,706. */
  readonly group?: boolean;
}

/** The notation as text: `floor((H - 1)/2) + 1`. */
export function renderText(notation: Notation, options: TextOptions = {}): string {
  return renderNotation(notation, options.group === true ? GROUPED_STYLE : TEXT_STYLE);
}

/** 61706 as 61,706. */
export function groupDigits(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
