import type { Figure } from '../measure/figure.ts';

/** The most each figure may be. API figures are of the local cloud, start-up ones of AWS's runtime client. */
const most: Record<string, number> = {
  generate_5_docx_ms_p95: 300,
  api_get_ms_p50: 20,
  api_get_ms_p95: 50,
  api_errors: 0,
  handler_bundle_sentry_max_kb: 650,
  handler_init_sentry_ratio: 3.5,
  warm_cpu_ms: 2.5,
  undici_at_init: 0,
  build_functions_ms: 3000,
  synth_ms: 3000,
};

/** The bars that were missed, each with what was measured. Throws when a bar's figure was not measured at all. */
export function missedBars(figures: readonly Figure[]): string[] {
  const values = new Map(figures.map(({ name, value }) => [name, value]));
  return Object.entries(most).flatMap(([name, limit]) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`${name} has a bar but was not measured`);
    return value <= limit ? [] : [`${name} ${value} > ${limit}`];
  });
}
