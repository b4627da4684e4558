import type { Bars } from '../measure/missed-bars.ts';

/** The most each figure may be. API figures are of the local cloud, start-up ones of AWS's runtime client. */
export const coreBars: Bars = {
  least: {},
  most: {
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
  },
};
