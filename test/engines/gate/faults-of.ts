import { type TemplateFault, TemplateRefused } from '../../../shared/domain/template-fault.ts';

/** What a step of the gate refuses; empty when it refuses nothing. Any other error is passed on. */
export function faultsOf(step: () => unknown): readonly TemplateFault[] {
  try {
    step();
  } catch (error) {
    if (error instanceof TemplateRefused) return error.faults;
    throw error;
  }
  return [];
}

/** Only the codes of what a step refuses. */
export const codesOf = (step: () => unknown): string[] => faultsOf(step).map(({ code }) => code);
