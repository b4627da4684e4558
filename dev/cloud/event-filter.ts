import * as z from 'zod';

/**
 * Which events an event source mapping hands over: the part of EventBridge's patterns that templates here use. A rule that is
 * not known stops the start.
 */

const Rule = z.union([z.string(), z.number(), z.null(), z.strictObject({ prefix: z.string() })]);
type Rule = z.output<typeof Rule>;

/** For each name either what is within, or rules of which one must fit. */
interface Pattern {
  [name: string]: Pattern | Rule[];
}

const Pattern: z.ZodType<Pattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(Rule).min(1), Pattern])),
);

/** As `FilterCriteria.Filters` has them. Throws for a pattern with rules that are not followed here. */
export function eventFilter(patterns: readonly string[]): (event: unknown) => boolean {
  const all = patterns.map((pattern) => Pattern.parse(JSON.parse(pattern)));
  return (event) => all.length === 0 || all.some((pattern) => fits(pattern, event));
}

const fits = (pattern: Pattern, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(pattern).every(([name, within]) => {
    const found: unknown = Reflect.get(value, name);
    return Array.isArray(within) ? within.some((rule) => follows(rule, found)) : fits(within, found);
  });

const follows = (rule: Rule, value: unknown): boolean =>
  typeof rule === 'object' && rule !== null
    ? typeof value === 'string' && value.startsWith(rule.prefix)
    : value === rule;
