import { fileNameOf, type NamedJob, type NamedRoute } from '../shared/contract/all-routes.ts';

/** `documents-generate-documents`: area and operation, as file and function are called. */
export const routeFunction = ({ area, operation }: Pick<NamedRoute, 'area' | 'operation'>): string =>
  `${area}-${fileNameOf(operation)}`;

export const jobFunction = ({ operation }: Pick<NamedJob, 'operation'>): string =>
  `jobs-${fileNameOf(operation)}`;

/** `documents` -> `Documents`: construct and stack ids. */
export const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
