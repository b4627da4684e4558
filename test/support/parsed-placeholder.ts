import { parsePlaceholder } from '../../shared/domain/placeholder.ts';

/** What a placeholder with this inside is read as, or the code of what is wrong with it. */
export const placeholder = (inside: string) => {
  const parsed = parsePlaceholder(inside);
  return 'placeholder' in parsed ? parsed.placeholder : parsed.fault.code;
};

/** What the user is told of a placeholder with this inside; nothing where it is right. */
export const message = (inside: string): string => {
  const parsed = parsePlaceholder(inside);
  return 'fault' in parsed ? parsed.fault.message : '';
};

/** Names and arguments of the filters of a placeholder with this inside, or as {@link placeholder}. */
export const filtersOf = (inside: string) => {
  const parsed = placeholder(inside);
  return typeof parsed === 'object' && parsed.kind === 'value'
    ? parsed.filters.map(({ name, argument }) => [name, argument])
    : parsed;
};
