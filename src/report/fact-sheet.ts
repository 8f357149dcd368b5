/** A few named facts as text: names in a column, values wrapped beside them, lists with bullets. */
import { padEnd, widthOf, wrap } from "./plain-text.js";

/** A name with its value, or with several. */
export type Fact = readonly [name: string, value: string | readonly string[] | undefined];

/** One line or more for each fact that has a value. */
export function factLines(facts: readonly Fact[], width: number): readonly string[] {
  const given = facts.flatMap(([name, value]) => {
    const values = value === undefined ? [] : typeof value === "string" ? [value] : value.map((each) => `• ${each}`);
    return values.length === 0 ? [] : [{ name, values }];
  });
  const nameWidth = Math.max(0, ...given.map(({ name }) => widthOf(name)));
  return given.flatMap(({ name, values }) =>
    values.flatMap((value, index) => {
      const [first = "", ...rest] = wrap(value, width - nameWidth - 4, value.startsWith("• ") ? "  " : "");
      const indent = " ".repeat(nameWidth + 4);
      return [`  ${padEnd(index === 0 ? name : "", nameWidth)}  ${first}`, ...rest.map((line) => indent + line)];
    }),
  );
}
