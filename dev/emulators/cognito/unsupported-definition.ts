/** Refuses a template resource that the emulator would not follow to the letter. */
import type * as z from 'zod';

/** The message names the resource and, for every fault, the path of the property. */
export class UnsupportedDefinitionError extends Error {
  constructor(resource: string, faults: string[]) {
    super(`${resource} cannot be emulated: ${faults.join('; ')}`);
    this.name = 'UnsupportedDefinitionError';
  }
}

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join('.');

/**
 * Parses a resource's properties.
 * @throws UnsupportedDefinitionError for an unknown property or an unsupported value
 */
export function parseDefinition<S extends z.ZodType>(
  resource: string,
  schema: S,
  value: unknown,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${pathOf([...issue.path, key])} is not emulated`)
      : [`${pathOf(issue.path) || 'id'}: ${issue.message}`],
  );
  throw new UnsupportedDefinitionError(resource, faults);
}
