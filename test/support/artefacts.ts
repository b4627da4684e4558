import { useTable } from './table.ts';

/**
 * As {@link useTable}, with the artefacts bucket besides. Its name stands in every link to a file of ours:
 * `http://127.0.0.1:<port>/<bucket>/accounts/…`
 */
export function useArtefacts(link: string): void {
  useTable();
  const [, bucket] = new URL(link).pathname.split('/');
  if (!bucket) throw new Error(`no bucket in ${link}`);
  process.env.ARTEFACTS_BUCKET = bucket;
}
